package io.tidemark.notebooks;

import io.github.spencerpark.jupyter.kernel.BaseKernel;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import io.github.spencerpark.jupyter.kernel.display.RenderContext;
import io.github.spencerpark.jupyter.kernel.display.mime.MIMEType;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.NumericType;
import org.knowm.xchart.internal.chartpart.Chart;

/** Shows values in the notebook: datasets as tables, charts as pictures. */
public final class Display {

  /** The most rows that a table shows. */
  static final int ROWS = 50;

  /** Pixels of the picture to one of the chart, so that it is sharp on fine screens. */
  private static final int SCALE = 2;

  private static volatile BaseKernel kernel;

  private Display() {}

  /** Let a kernel show what this class can render. */
  static void attach(BaseKernel kernel) {
    Display.kernel = kernel;
    kernel
        .getRenderer()
        .createRegistration(Dataset.class)
        .preferring(MIMEType.TEXT_HTML)
        .register((rows, context) -> put(context, MIMEType.TEXT_HTML, table(rows)));
    kernel
        .getRenderer()
        .createRegistration(Chart.class)
        .preferring(MIMEType.IMAGE_PNG)
        .register(Display::picture);
  }

  /** Show a value at once; a cell shows the value of its last expression by itself. */
  public static void display(Object value) {
    kernel.display(kernel.getRenderer().render(value));
  }

  /** The first {@value #ROWS} rows as an HTML table; null shows as such, numbers to the right. */
  static String table(Dataset<?> dataset) {
    Dataset<Row> shown = dataset.toDF();
    List<Row> rows = shown.limit(ROWS + 1).collectAsList();
    String head =
        IntStream.range(0, shown.columns().length)
            .mapToObj(i -> "<th>" + escaped(shown.columns()[i]) + "</th>")
            .collect(Collectors.joining());
    String body =
        rows.stream()
            .limit(ROWS)
            .map(row -> "<tr>" + cells(row) + "</tr>")
            .collect(Collectors.joining("\n"));
    String more = rows.size() > ROWS ? "<p>The first %d rows.</p>".formatted(ROWS) : "";
    return "<table><thead><tr>%s</tr></thead>\n<tbody>%s</tbody></table>%s"
        .formatted(head, body, more);
  }

  private static String cells(Row row) {
    return IntStream.range(0, row.size())
        .mapToObj(
            i -> {
              boolean number = row.schema().fields()[i].dataType() instanceof NumericType;
              String style = "white-space: pre-line; text-align: " + (number ? "right" : "left");
              return "<td style=\"%s\">%s</td>"
                  .formatted(style, escaped(String.valueOf(row.get(i))));
            })
        .collect(Collectors.joining());
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static void picture(Chart<?, ?> chart, RenderContext context) {
    put(context, MIMEType.IMAGE_PNG, png(chart));
    DisplayData output = context.getOutputContainer();
    output.putMetaData(
        MIMEType.IMAGE_PNG, Map.of("width", chart.getWidth(), "height", chart.getHeight()));
    output.putText(chart.getTitle());
  }

  /** A chart as the base64 text of a PNG. */
  private static String png(Chart<?, ?> chart) {
    var image =
        new BufferedImage(
            chart.getWidth() * SCALE, chart.getHeight() * SCALE, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.scale(SCALE, SCALE);
    chart.paint(graphics, chart.getWidth(), chart.getHeight());
    graphics.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  private static void put(RenderContext context, MIMEType type, String data) {
    context.getOutputContainer().putData(type, data);
  }
}
