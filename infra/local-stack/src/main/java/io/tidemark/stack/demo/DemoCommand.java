package io.tidemark.stack.demo;

import io.tidemark.stack.command.HomeOption;
import io.tidemark.stack.home.Home;
import io.tidemark.stack.report.StackFailure;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Show the whole system at work. */
@Command(
    name = "demo",
    description = {
      "Start everything, load made-up payments, keep changing them, run the Spark job and show",
      "what happens, until Ctrl-C or --for is over; then prove that the lake equals PostgreSQL."
    },
    footer = {
      "",
      "Exit code: 0 the mirrors equal PostgreSQL, 1 they do not, it could not be told, or"
          + " something failed, 2 wrong usage."
    })
public final class DemoCommand implements Callable<Integer> {
  /** Set by the launcher: whether stderr is a terminal. */
  private static final String TERMINAL = "tidemark.terminal";

  @Mixin private HomeOption home;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      converter = Length.class,
      description = "How long to simulate traffic, such as 60s, 5m, 1h. Without it: until Ctrl-C.")
  private Duration length;

  @Option(
      names = "--rows",
      defaultValue = "20000",
      description = "Payments to load in bulk first (default: ${DEFAULT-VALUE}).")
  private int rows;

  @Option(
      names = "--rate",
      defaultValue = "200",
      description = "Changes a second after that (default: ${DEFAULT-VALUE}).")
  private int rate;

  @Option(names = "--random-seed", description = "The same seed makes the same data.")
  private Long randomSeed;

  @Option(names = "--json", description = "The result as one JSON object on stdout's last line.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    Interrupt interrupt = Interrupt.install();
    int code = 1;
    try {
      code = run(interrupt);
    } catch (StackFailure failure) {
      System.err.println(failure.getMessage());
    } finally {
      interrupt.finished(code);
    }
    return code;
  }

  private int run(Interrupt interrupt) throws InterruptedException {
    Home folder = home.home();
    PrintStream people = json ? System.err : System.out;
    Tidemark tidemark = new Tidemark(home.installation().repository().resolve("tidemark"), folder);
    DemoOptions options =
        new DemoOptions(
            Optional.ofNullable(length), rows, rate, Optional.ofNullable(randomSeed), json);
    LiveView view = new LiveView(System.err, Boolean.getBoolean(TERMINAL));
    DemoResult result = new Demo(tidemark, folder, options, interrupt, view, System.err).run();
    people.print(result.text());
    if (json) {
      System.out.println(result.json());
    }
    people.flush();
    System.out.flush();
    return result.good() ? 0 : 1;
  }
}
