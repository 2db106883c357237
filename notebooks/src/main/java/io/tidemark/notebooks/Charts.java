package io.tidemark.notebooks;

import java.awt.Color;
import java.awt.Font;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Charts from rows of three columns: a timestamp, the name of a series, and a number.
 *
 * <p>Series keep the order in which the rows first name them. No column may hold NULL.
 */
public final class Charts {

  private static final int WIDTH = 960;
  private static final int HEIGHT = 420;

  /** The most bars that a chart shows. */
  static final int BARS = 60;

  /** Told apart also by people who see red and green alike (Okabe and Ito). */
  private static final Color[] COLOURS = {
    new Color(0x0072B2), new Color(0xE69F00), new Color(0x009E73), new Color(0xCC79A7),
    new Color(0x56B4E9), new Color(0xD55E00), new Color(0xF0E442), new Color(0x999999),
  };

  private Charts() {}

  /**
   * Bars stacked by series over time (UTC), at most {@value #BARS} of one width: the smallest of
   * the usual ones that fits. Amounts that fall into one bar are added; a time without rows is a
   * gap.
   *
   * @param smallest the least width of a bar: what the times in the rows are rounded to
   */
  public static CategoryChart stackedBars(
      String title, String unit, Duration smallest, Dataset<Row> rows) {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .yAxisTitle(unit)
            .build();
    Map<String, Map<Timestamp, Double>> series = series(rows);
    TreeSet<Timestamp> times = new TreeSet<>();
    series.values().forEach(points -> times.addAll(points.keySet()));
    if (!times.isEmpty()) {
      TimeAxis axis = TimeAxis.over(times.first().toInstant(), times.last().toInstant(), smallest);
      series.forEach((name, points) -> chart.addSeries(name, axis.labels(), axis.sums(points)));
    }
    style(chart.getStyler(), series.size());
    chart.getStyler().setStacked(true);
    chart.getStyler().setAvailableSpaceFill(0.9);
    chart.getStyler().setXAxisMaxLabelCount(8);
    return chart;
  }

  /** A line for each series over time (UTC). */
  public static XYChart lines(String title, String unit, Dataset<Row> rows) {
    XYChart chart =
        new XYChartBuilder().width(WIDTH).height(HEIGHT).title(title).yAxisTitle(unit).build();
    Map<String, Map<Timestamp, Double>> series = series(rows);
    series.forEach(
        (name, points) ->
            chart
                .addSeries(name, List.copyOf(points.keySet()), List.copyOf(points.values()))
                .setMarker(SeriesMarkers.CIRCLE));
    style(chart.getStyler(), series.size());
    chart.getStyler().setTimezone(TimeZone.getTimeZone("UTC"));
    chart.getStyler().setMarkerSize(5);
    chart.getStyler().setYAxisMin(0.0);
    return chart;
  }

  private static Map<String, Map<Timestamp, Double>> series(Dataset<Row> rows) {
    Map<String, Map<Timestamp, Double>> series = new LinkedHashMap<>();
    for (Row row : rows.collectAsList()) {
      series
          .computeIfAbsent(row.getString(1), name -> new TreeMap<>())
          .merge(row.getTimestamp(0), ((Number) row.get(2)).doubleValue(), Double::sum);
    }
    return series;
  }

  private static void style(AxesChartStyler styler, int series) {
    styler.setSeriesColors(COLOURS);
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBorderVisible(false);
    styler.setPlotGridVerticalLinesVisible(false);
    styler.setPlotGridLinesColor(new Color(0xDDDDDD));
    styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 15));
    styler.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 11));
    styler.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    styler.setLegendVisible(series > 1);
    styler.setLegendPosition(LegendPosition.OutsideE);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setYAxisDecimalPattern("#,##0.##");
  }
}
