/* Draws the figures that stand as JSON beside each chart. Loaded, with ECharts, only where needed. */
(() => {
  "use strict";
  const drawn = new Set();
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const thousands = (value) => (value == null ? "—" : Number(value).toLocaleString("zh-CN"));

  const look = () => ({
    text: colour("--nj-text"), muted: colour("--nj-muted"), line: colour("--nj-line"), surface: colour("--nj-surface"),
    palette: [1, 2, 3, 4, 5, 6].map((n) => colour(`--nj-chart-${n}`)),
  });

  const tooltip = (data, theme) => ({
    backgroundColor: theme.surface, borderColor: theme.line, textStyle: { color: theme.text, fontFamily: "inherit" },
    confine: true, valueFormatter: (value) => `${thousands(value)}${data.unit ? ` ${data.unit}` : ""}`,
  });

  const pie = (data, theme, size) => ({
    color: theme.palette,
    tooltip: { ...tooltip(data, theme), trigger: "item" },
    legend: {
      orient: "vertical", right: 0, top: "middle", icon: "roundRect", itemWidth: 12, itemHeight: 8, itemGap: size * 0.9,
      textStyle: { color: theme.text, fontSize: size }, formatter: (name) => `${name}  ${thousands(data.series[0].values[data.labels.indexOf(name)])}`,
    },
    series: [{
      type: "pie", radius: ["48%", "76%"], center: ["34%", "50%"], itemStyle: { borderColor: theme.surface, borderWidth: 2 },
      label: { show: false },
      data: data.labels.map((name, index) => ({ name, value: data.series[0].values[index] })),
    }],
  });

  const axes = (data, theme, size) => {
    const lying = data.shape === "bar";
    const names = {
      type: "category", data: data.labels, inverse: lying, axisTick: { show: false }, axisLine: { lineStyle: { color: theme.line } },
      axisLabel: { color: theme.muted, fontSize: size, hideOverlap: true },
    };
    const figures = {
      type: "value", name: lying ? "" : data.unit, nameTextStyle: { color: theme.muted, fontSize: size }, minInterval: 1,
      axisLabel: { color: theme.muted, fontSize: size, formatter: thousands }, splitLine: { lineStyle: { color: theme.line } },
    };
    return {
      color: theme.palette,
      tooltip: { ...tooltip(data, theme), trigger: "axis", axisPointer: { type: data.shape === "line" ? "line" : "shadow" } },
      legend: { show: data.series.length > 1, top: 0, left: 0, icon: "roundRect", itemWidth: 12, itemHeight: 8, textStyle: { color: theme.muted, fontSize: size } },
      grid: { left: 4, right: lying ? 40 : 12, bottom: 4, top: data.series.length > 1 ? size * 4 : size * 2.6, containLabel: true },
      xAxis: lying ? figures : names,
      yAxis: lying ? names : figures,
      series: data.series.map((one) => ({
        name: one.name, data: one.values, type: data.shape === "line" ? "line" : "bar", stack: data.stacked ? "all" : null,
        barMaxWidth: 28, symbol: "circle", symbolSize: 6, lineStyle: { width: 2.5 },
        itemStyle: { borderRadius: data.stacked ? 0 : lying ? [0, 3, 3, 0] : [3, 3, 0, 0] },
        label: { show: lying && !data.stacked, position: "right", color: theme.text, fontSize: size, formatter: (p) => thousands(p.value) },
      })),
    };
  };

  const paint = (holder) => {
    const data = JSON.parse(document.getElementById(holder.dataset.chart).textContent);
    const theme = look();
    const size = 0.75 * parseFloat(getComputedStyle(document.documentElement).fontSize);
    const chart = window.echarts.getInstanceByDom(holder) ?? window.echarts.init(holder, null, { renderer: "svg" });
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const option = data.shape === "pie" ? pie(data, theme, size) : axes(data, theme, size);
    chart.setOption({ ...option, animation: !still, textStyle: { fontFamily: getComputedStyle(document.body).fontFamily } }, true);
    chart.off("click");
    if (data.urls.length) chart.on("click", (point) => { location.assign(data.urls[point.dataIndex]); });
    return chart;
  };

  window.drawChart = (holder) => {
    if (holder.dataset.drawn) return;
    holder.dataset.drawn = "1";
    const chart = paint(holder);
    drawn.add(holder);
    new ResizeObserver(() => {
      if (holder.isConnected) chart.resize();
      else { chart.dispose(); drawn.delete(holder); }
    }).observe(holder);
  };
  new MutationObserver(() => drawn.forEach(paint)).observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme", "data-type"] });
})();
