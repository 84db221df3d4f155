# Two stages: the wheel with its static files, then a small image that runs it.
FROM python:3.11-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends make nodejs npm && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN make wheel

FROM python:3.11-slim
RUN useradd --create-home --uid 1000 niangjia
WORKDIR /srv/niangjia
COPY requirements.lock .
COPY --from=build /src/dist/*.whl /tmp/
RUN pip install --no-cache-dir --require-hashes -r requirements.lock \
 && pip install --no-cache-dir --no-deps /tmp/*.whl && rm /tmp/*.whl
USER niangjia
ENV NIANGJIA_VAR=/srv/niangjia/var
EXPOSE 8000
CMD ["niangjia", "up", "--host", "0.0.0.0"]
