package io.tidemark.stack.command;

import io.tidemark.stack.home.PortWish;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Start what is not running. */
@Command(
    name = "up",
    description = {
      "Start PostgreSQL, Kafka and Kafka Connect with Debezium on this machine.",
      "Does nothing to what is running. Data of earlier runs is still there."
    },
    footer = {
      "",
      "Exit code: 0 everything answers and the connector's task is RUNNING, 1 failed, 2 wrong"
          + " usage."
    })
public final class UpCommand implements Callable<Integer> {
  @Mixin private HomeOption home;

  @Option(names = "--postgres-port", paramLabel = "PORT", description = "Take this one or fail.")
  private Integer postgres;

  @Option(names = "--kafka-port", paramLabel = "PORT", description = "Take this one or fail.")
  private Integer kafka;

  @Option(names = "--connect-port", paramLabel = "PORT", description = "Take this one or fail.")
  private Integer connect;

  @Override
  public Integer call() {
    home.stack().up(new PortWish(wish(postgres), wish(kafka), wish(connect)));
    System.err.print(StatusTable.of(StackStatus.of(home.home(), home.installation())));
    return 0;
  }

  private static OptionalInt wish(Integer port) {
    return port == null ? OptionalInt.empty() : OptionalInt.of(port);
  }
}
