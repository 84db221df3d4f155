from django.urls import path

from niangjia.kernel.accounts.web import deputy_views, views

app_name = "accounts"
urlpatterns = [
    path("post/", views.post_switch, name="post_switch"),
    path("mine/", views.mine, name="mine"),
    path("mine/sessions/", views.sessions_end, name="sessions_end"),
    path("people/", views.account_list, name="account_list"),
    path("people/new/", views.account_new, name="account_new"),
    path("people/<int:pk>/", views.account_detail, name="account_detail"),
    path("people/<int:pk>/edit/", views.account_edit, name="account_edit"),
    path("people/<int:pk>/active/", views.account_active, name="account_active"),
    path("people/<int:pk>/password/", views.password_reset, name="password_reset"),
    path("people/<int:pk>/factor/", views.factor_reset, name="factor_reset"),
    path("people/<int:pk>/posts/", views.post_assign, name="post_assign"),
    path("posts/<int:pk>/end/", views.post_end, name="post_end"),
    path("posts/<int:pk>/deputy/", deputy_views.deputy_new, name="deputy_new"),
    path("deputies/<int:pk>/recall/", deputy_views.deputy_recall, name="deputy_recall"),
    path("lockouts/", views.lockout_list, name="lockout_list"),
    path("lockouts/release/", views.lockout_release, name="lockout_release"),
]
