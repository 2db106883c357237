package io.tidemark.bench.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.CategoryStyler;
import org.knowm.xchart.style.Styler.LegendPosition;

/** What the contenders took to catch up, as a PNG. Needs no screen, but fonts (fontconfig). */
public final class Picture {
  private static final int WIDTH = 960;
  private static final int HEIGHT = 420;

  /** Told apart also by people who see red and green alike (Okabe and Ito). */
  private static final Color[] COLOURS = {new Color(0x0072B2), new Color(0xE69F00)};

  private Picture() {}

  /**
   * Draw those that did their work.
   *
   * @param all the bench's figures, with {@code contenders} and {@code events}
   */
  public static void write(JsonNode all, Path file) throws IOException {
    List<String> names = new ArrayList<>();
    List<Double> seconds = new ArrayList<>();
    List<Double> cpuSeconds = new ArrayList<>();
    for (JsonNode contender : all.path("contenders")) {
      if (contender.has("seconds") && !contender.path("right").asText().equals("false")) {
        names.add(contender.get("contender").asText());
        seconds.add(contender.get("seconds").asDouble());
        cpuSeconds.add(contender.get("cpu_seconds").asDouble());
      }
    }
    if (names.isEmpty()) {
      throw new IOException("there is nothing to draw: no contender did its work");
    }
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(
                "%,d changes, %s cores"
                    .formatted(all.path("events").asLong(), all.at("/machine/cores")))
            .build();
    chart.addSeries("seconds", names, seconds);
    chart.addSeries("CPU seconds", names, cpuSeconds);
    style(chart.getStyler());
    BitmapEncoder.saveBitmap(chart, file.toString(), BitmapFormat.PNG);
  }

  private static void style(CategoryStyler styler) {
    styler.setSeriesColors(COLOURS);
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBorderVisible(false);
    styler.setPlotGridVerticalLinesVisible(false);
    styler.setPlotGridLinesColor(new Color(0xDDDDDD));
    styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 15));
    styler.setLegendPosition(LegendPosition.OutsideE);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setLabelsVisible(true);
    styler.setLabelsPosition(1);
    styler.setYAxisDecimalPattern("#,##0");
  }
}
