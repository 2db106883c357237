package io.tidemark.tail;

import io.tidemark.cli.ConfigOption;
import io.tidemark.config.PipelineConfig;
import io.tidemark.decode.Decoder;
import io.tidemark.decode.DecoderSettings;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code tail}: changes as they pass through Kafka. */
@Command(
    name = "tail",
    description = {
      "Show changes as they pass through Kafka, the newest last: time, operation, table, key, what"
          + " changed, who.",
      "Reads without a consumer group: it disturbs nobody and remembers nothing. Ctrl-C ends it."
    },
    footer = {
      "%nWhat was before comes from the event where the table has REPLICA IDENTITY FULL, else from"
          + " the row's change_info, else from earlier events of this very call.",
      "%nExit codes: 0 done, 1 failed, 2 wrong usage or configuration."
    },
    mixinStandardHelpOptions = true)
public final class TailCommand implements Callable<Integer> {
  /** All rows that are remembered, as JSON. */
  private static final long MOST_MEMORY = 64L * 1024 * 1024;

  @Spec private CommandSpec spec;
  @Mixin private ConfigOption config;

  @Parameters(
      paramLabel = "TABLE",
      description =
          "Only these: orders, sales.orders, sales.*; without any, all that the"
              + " configuration includes.")
  private List<String> tables = List.of();

  @Option(names = "--json", description = "One JSON object a line.")
  private boolean json;

  @Option(names = "--from-beginning", description = "Begin with what the topics still hold.")
  private boolean fromBeginning;

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      description = "End after this long: 30s, 5m, 2h.",
      converter = DurationConverter.class)
  private Duration time;

  @Option(names = "--limit", paramLabel = "N", description = "End after so many lines.")
  private long limit = Long.MAX_VALUE;

  @Override
  public Integer call() {
    PipelineConfig pipeline = config.load();
    Decoder decoder = new Decoder(DecoderSettings.of(pipeline.source().unavailableValue()));
    CountDownLatch ended = new CountDownLatch(1);
    try (Feed feed = Feed.open(pipeline.source().kafka(), decoder)) {
      Thread onSignal = new Thread(() -> stop(feed, ended), "tail-stop");
      Runtime.getRuntime().addShutdownHook(onSignal);
      feed.follow(fromBeginning, printer(pipeline, feed));
    } finally {
      ended.countDown();
    }
    return 0;
  }

  private Printer printer(PipelineConfig pipeline, Feed feed) {
    PrintWriter out = spec.commandLine().getOut();
    boolean coloured = Ansi.AUTO.enabled();
    return new Printer(
        new Printer.Output(
            out,
            () -> hint(feed, pipeline.source().kafka().topicPrefix()),
            // The writer hides what became of the stream behind it.
            () -> out.checkError() || System.out.checkError()),
        json ? new JsonLines() : new TextLines(ZoneId.systemDefault(), coloured),
        new Changes(pipeline.tables().whoColumn(), new RowMemory(MOST_MEMORY)),
        new Printer.Limits(limit, time),
        new Printer.Selection(
            TableFilter.of(tables), pipeline.tables(), pipeline.source().kafka().topicPrefix()));
  }

  private void hint(Feed feed, String prefix) {
    List<String> unmatched = TableFilter.of(tables).unmatched(feed.topics(), prefix);
    if (!unmatched.isEmpty()) {
      spec.commandLine()
          .getErr()
          .println(
              "tidemark: no topic yet of " + String.join(", ", unmatched) + "; waiting for it");
    }
  }

  /** On Ctrl-C: let the line that is being written be finished. */
  private static void stop(Feed feed, CountDownLatch ended) {
    if (ended.getCount() == 0) {
      return;
    }
    feed.stop();
    try {
      ended.await(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Reads {@code 30s}, {@code 5m}, {@code 1h30m}. */
  static final class DurationConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      try {
        Duration duration = Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
        if (!duration.isNegative() && !duration.isZero()) {
          return duration;
        }
      } catch (DateTimeParseException e) {
        // said below, as for a duration that is none
      }
      throw new TypeConversionException(
          "'" + text + "' is no duration: write a number and its unit, such as 30s, 5m or 2h");
    }
  }
}
