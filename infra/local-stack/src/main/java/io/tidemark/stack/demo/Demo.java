package io.tidemark.stack.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.stack.home.Home;
import io.tidemark.stack.report.StackFailure;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The whole system, from nothing to a proof. */
final class Demo {
  private static final Duration GLANCE = Duration.ofSeconds(1);

  /** A simulation ends its open transactions first. */
  private static final Duration ENDING = Duration.ofSeconds(20);

  /** How long the job may take for what seed loaded before the traffic begins all the same. */
  private static final Duration CATCH_UP = Duration.ofMinutes(3);

  /** How much longer than asked for a simulation may take to start and to end. */
  private static final Duration GRACE = Duration.ofSeconds(60);

  private final Tidemark tidemark;
  private final Home home;
  private final DemoOptions options;
  private final Interrupt interrupt;
  private final PrintStream out;
  private final LiveView view;
  private final Figures figures = new Figures();
  private final JobKeeper job;
  private final long began = System.nanoTime();
  private Instant trafficBegan = Instant.EPOCH;

  Demo(
      Tidemark tidemark,
      Home home,
      DemoOptions options,
      Interrupt interrupt,
      LiveView view,
      PrintStream out) {
    this.tidemark = tidemark;
    this.home = home;
    this.options = options;
    this.interrupt = interrupt;
    this.view = view;
    this.out = out;
    this.job = new JobKeeper(tidemark, home, figures);
  }

  /** Run it to its end. A stack that was running before keeps running, else it is stopped. */
  DemoResult run() throws InterruptedException {
    String before = state();
    boolean leaveUp = before.equals("running") || before.equals("partial");
    try {
      tidemark.run(List.of("up"), interrupt);
      return withStack();
    } finally {
      job.stop();
      if (!leaveUp) {
        stopStack();
      }
    }
  }

  private DemoResult withStack() throws InterruptedException {
    job.start();
    tidemark.run(List.of("migrate"), interrupt);
    tidemark.run(withRandomSeed("seed", "--rows", Integer.toString(options.rows())), interrupt);
    sayHowToLook();
    catchUp();
    trafficBegan = Instant.now();
    live();
    return prove();
  }

  /** The bulk that seed loads is behind, by its nature; the traffic's lag is told apart from it. */
  private void catchUp() throws InterruptedException {
    long from = System.nanoTime();
    Duration elapsed = Duration.ZERO;
    while (!interrupt.asked()
        && figures.snapshot().changes() < options.rows()
        && elapsed.compareTo(CATCH_UP) < 0) {
      interrupt.await(GLANCE);
      job.check().ifPresent(view::say);
      elapsed = Duration.ofNanos(System.nanoTime() - from);
      view.show(figures.snapshot(), elapsed);
    }
  }

  private void stopStack() throws InterruptedException {
    try {
      tidemark.run(List.of("down"));
    } catch (StackFailure failure) {
      // Thrown from here it would hide why the demo ended.
      view.say(failure.getMessage());
    }
  }

  private void live() throws InterruptedException {
    if (interrupt.asked()) {
      return;
    }
    long from = System.nanoTime();
    List<String> words = withRandomSeed("simulate", "--rate", Integer.toString(options.rate()));
    options.length().ifPresent(d -> words.addAll(List.of("--for", d.toSeconds() + "s")));
    Child traffic = tidemark.start(words, line -> {});
    try {
      while (!interrupt.asked() && traffic.alive()) {
        interrupt.await(GLANCE);
        job.check().ifPresent(view::say);
        Duration elapsed = Duration.ofNanos(System.nanoTime() - from);
        view.show(figures.snapshot(), elapsed);
        if (options.length().filter(d -> elapsed.compareTo(d.plus(GRACE)) > 0).isPresent()) {
          break;
        }
      }
    } finally {
      endTraffic(traffic);
    }
  }

  private void endTraffic(Child traffic) throws InterruptedException {
    boolean endedItself = !traffic.alive();
    int code = traffic.end(ENDING);
    if (endedItself && (code != 0 || options.length().isEmpty()) && !interrupt.asked()) {
      throw StackFailure.of(
          "The simulated traffic ended by itself",
          "'tidemark simulate' ended with exit code " + code + ". " + traffic.complaint(),
          "mend what " + home.log("simulate") + " says and start the demo again");
    }
  }

  private DemoResult prove() throws InterruptedException {
    view.say("Traffic has stopped; verifying that the mirrors equal PostgreSQL ...");
    Tidemark.Answer verify =
        tidemark.ask(List.of("verify", "--json"), () -> job.check().ifPresent(view::say));
    JsonNode summary =
        tidemark.ask(List.of("summary", "--json", "--lag-since", trafficBegan.toString())).json();
    String verdict = verdict(verify);
    if (!verdict.equals(DemoResult.EQUAL)) {
      view.say(verify.text());
    }
    double seconds = Duration.ofNanos(System.nanoTime() - began).toMillis() / 1000.0;
    return new DemoResult(summary, verdict, job.restarts(), seconds);
  }

  /** What the exit code and the printed object agree on; where they don't, nobody can tell. */
  private static String verdict(Tidemark.Answer verify) {
    String said = verify.json() == null ? "" : verify.json().path("verify").asText();
    return switch (verify.exitCode()) {
      case 0 -> said.equals(DemoResult.EQUAL) ? said : DemoResult.COULD_NOT_TELL;
      case 1 -> said.equals("different") ? said : DemoResult.COULD_NOT_TELL;
      default -> DemoResult.COULD_NOT_TELL;
    };
  }

  private String state() throws InterruptedException {
    return ask(json -> json.path("state").asText()).orElse("absent");
  }

  private void sayHowToLook() throws InterruptedException {
    out.println();
    out.println("Everything is running. In another terminal:");
    String more = " --home " + home.root();
    out.println("  ./tidemark query \"select count(*) from mirror.transactions\"" + more);
    out.println("  ./tidemark tail transactions" + more);
    ask(json -> json.path("postgres"))
        .filter(JsonNode::isObject)
        .ifPresent(
            postgres ->
                out.println(
                    "  psql -h "
                        + postgres.path("host").asText()
                        + " -p "
                        + postgres.path("port").asText()
                        + " -U "
                        + postgres.path("user").asText()
                        + " "
                        + postgres.path("database").asText()
                        + "      (password: TIDEMARK_POSTGRES_PASSWORD in "
                        + home.env()
                        + ")"));
    out.println("The Spark job is process " + job.pid() + "; kill it if you like.");
    out.println(options.length().isPresent() ? "" : "Ctrl-C ends the demo; the data is kept.\n");
    out.flush();
  }

  private <T> Optional<T> ask(Function<JsonNode, T> part) throws InterruptedException {
    return Optional.ofNullable(tidemark.ask(List.of("status", "--json")).json()).map(part);
  }

  private List<String> withRandomSeed(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    options.randomSeed().ifPresent(s -> all.addAll(List.of("--random-seed", Long.toString(s))));
    return all;
  }
}
