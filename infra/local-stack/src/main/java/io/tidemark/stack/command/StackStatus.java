package io.tidemark.stack.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.tidemark.stack.connector.ConnectClient;
import io.tidemark.stack.connector.ConnectorStatus;
import io.tidemark.stack.home.Home;
import io.tidemark.stack.home.Settings;
import io.tidemark.stack.process.ProcessIdentity;
import io.tidemark.stack.service.ConnectService;
import io.tidemark.stack.service.Installation;
import io.tidemark.stack.service.KafkaService;
import io.tidemark.stack.service.PostgresService;
import io.tidemark.stack.service.Service;
import java.util.Optional;

/**
 * How a stack is, as {@code status --json} prints it. Holds no password.
 *
 * @param state {@code running} when everything is, {@code stopped} when nothing is, else {@code
 *     partial}; {@code absent} where no stack has been set up, and then all but the home is null
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record StackStatus(
    String home,
    String state,
    Postgres postgres,
    Kafka kafka,
    Connect connect,
    Connector connector,
    String lake,
    String env) {
  /**
   * Where a service stands: {@code running} answers, {@code starting} does not yet, {@code
   * stopped}.
   */
  private record Pulse(String state, Long pid) {}

  public record Postgres(
      String state,
      Long pid,
      String host,
      int port,
      String user,
      String database,
      @JsonProperty("jdbc_url") String jdbcUrl,
      String log) {}

  public record Kafka(
      String state,
      Long pid,
      @JsonProperty("bootstrap_servers") String bootstrapServers,
      String log) {}

  public record Connect(String state, Long pid, String url, String log) {}

  /**
   * The Debezium connector.
   *
   * @param error the innermost reason of what failed; null where nothing did
   */
  public record Connector(
      String name, String state, @JsonProperty("task_state") String taskState, String error) {}

  public static StackStatus of(Home home, Installation installation) {
    if (!home.exists()) {
      return new StackStatus(home.root().toString(), "absent", null, null, null, null, null, null);
    }
    Settings settings = Settings.load(home);
    Pulse postgres = pulse(new PostgresService(home, settings));
    Pulse kafka = pulse(new KafkaService(home, settings, installation));
    Pulse connect = pulse(new ConnectService(home, settings, installation));
    ConnectorStatus connector =
        connect.state().equals("running")
            ? new ConnectClient(settings.connectUrl()).status(Settings.CONNECTOR)
            : ConnectorStatus.unknown(Settings.CONNECTOR);
    return new StackStatus(
        home.root().toString(),
        overall(postgres, kafka, connect, connector),
        new Postgres(
            postgres.state(),
            postgres.pid(),
            Settings.HOST,
            settings.ports().postgres(),
            Settings.OWNER,
            Settings.DATABASE,
            settings.jdbcUrl(),
            home.log("postgres").toString()),
        new Kafka(
            kafka.state(), kafka.pid(), settings.bootstrapServers(), home.log("kafka").toString()),
        new Connect(
            connect.state(), connect.pid(), settings.connectUrl(), home.log("connect").toString()),
        new Connector(
            connector.name(), connector.state(), connector.taskState(), connector.reason()),
        home.lake().toString(),
        home.env().toString());
  }

  public boolean running() {
    return state.equals("running");
  }

  private static Pulse pulse(Service service) {
    Optional<ProcessIdentity> process = service.process().find();
    if (process.isEmpty()) {
      return new Pulse("stopped", null);
    }
    return new Pulse(service.answers() ? "running" : "starting", process.get().pid());
  }

  private static String overall(
      Pulse postgres, Pulse kafka, Pulse connect, ConnectorStatus connector) {
    if (postgres.pid() == null && kafka.pid() == null && connect.pid() == null) {
      return "stopped";
    }
    boolean answer =
        postgres.state().equals("running")
            && kafka.state().equals("running")
            && connect.state().equals("running");
    return answer && connector.running() ? "running" : "partial";
  }
}
