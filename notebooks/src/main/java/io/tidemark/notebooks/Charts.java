package io.tidemark.notebooks;

import java.awt.Color;
import java.awt.Font;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
 * Charts from rows of three columns: where on the x axis, which series, how much.
 *
 * <p>Series keep the order in which the rows first name them; the x axis is sorted.
 */
public final class Charts {

  private static final int WIDTH = 960;
  private static final int HEIGHT = 420;

  /** Told apart also by people who see red and green alike (Okabe and Ito). */
  private static final Color[] COLOURS = {
    new Color(0x0072B2), new Color(0xE69F00), new Color(0x009E73), new Color(0xCC79A7),
    new Color(0x56B4E9), new Color(0xD55E00), new Color(0xF0E442), new Color(0x999999),
  };

  private Charts() {}

  /** Bars stacked by series, one bar for each text on the x axis; what is missing counts as 0. */
  public static CategoryChart stackedBars(String title, String unit, Dataset<Row> rows) {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .yAxisTitle(unit)
            .build();
    Map<String, Map<String, Double>> series = new LinkedHashMap<>();
    Set<String> places = new TreeSet<>();
    for (Row row : rows.collectAsList()) {
      places.add(row.getString(0));
      series
          .computeIfAbsent(row.getString(1), name -> new LinkedHashMap<>())
          .merge(row.getString(0), amount(row), Double::sum);
    }
    series.forEach(
        (name, amounts) ->
            chart.addSeries(
                name,
                new ArrayList<>(places),
                places.stream().map(place -> amounts.getOrDefault(place, 0.0)).toList()));
    style(chart.getStyler());
    chart.getStyler().setStacked(true);
    chart.getStyler().setAvailableSpaceFill(0.9);
    chart.getStyler().setXAxisMaxLabelCount(12);
    return chart;
  }

  /** A line for each series over time (UTC). */
  public static XYChart lines(String title, String unit, Dataset<Row> rows) {
    XYChart chart =
        new XYChartBuilder().width(WIDTH).height(HEIGHT).title(title).yAxisTitle(unit).build();
    Map<String, TreeMap<Timestamp, Double>> series = new LinkedHashMap<>();
    for (Row row : rows.collectAsList()) {
      series
          .computeIfAbsent(row.getString(1), name -> new TreeMap<>())
          .put(row.getTimestamp(0), amount(row));
    }
    series.forEach(
        (name, points) ->
            chart
                .addSeries(name, List.copyOf(points.keySet()), List.copyOf(points.values()))
                .setMarker(SeriesMarkers.CIRCLE));
    style(chart.getStyler());
    chart.getStyler().setTimezone(TimeZone.getTimeZone("UTC"));
    chart.getStyler().setMarkerSize(5);
    chart.getStyler().setYAxisMin(0.0);
    return chart;
  }

  private static double amount(Row row) {
    return ((Number) row.get(2)).doubleValue();
  }

  private static void style(AxesChartStyler styler) {
    styler.setSeriesColors(COLOURS);
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBorderVisible(false);
    styler.setPlotGridVerticalLinesVisible(false);
    styler.setPlotGridLinesColor(new Color(0xDDDDDD));
    styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 15));
    styler.setLegendPosition(LegendPosition.OutsideE);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setYAxisDecimalPattern("#,##0.##");
  }
}
