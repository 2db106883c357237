package io.tidemark.stack.service;

import io.tidemark.stack.connector.ConnectClient;
import io.tidemark.stack.home.EnvFile;
import io.tidemark.stack.home.FileTree;
import io.tidemark.stack.home.Home;
import io.tidemark.stack.home.Settings;
import io.tidemark.stack.process.Background;
import io.tidemark.stack.process.OwnProcess;
import io.tidemark.stack.process.ProcessIdentity;
import io.tidemark.stack.process.Shutdown;
import io.tidemark.stack.report.Progress;
import io.tidemark.stack.report.StackFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One worker of Kafka Connect with Debezium as its plug-in. */
public final class ConnectService implements Service {
  private final Home home;
  private final Settings settings;
  private final Installation installation;

  public ConnectService(Home home, Settings settings, Installation installation) {
    this.home = home;
    this.settings = settings;
    this.installation = installation;
  }

  @Override
  public String name() {
    return "connect";
  }

  @Override
  public OwnProcess process() {
    return new OwnProcess(home.pidFile(name()), marker());
  }

  @Override
  public Shutdown shutdown() {
    return Shutdown.JAVA;
  }

  @Override
  public String address() {
    return settings.connectUrl();
  }

  @Override
  public void start(Progress progress) {
    Path folder = home.service(name());
    try {
      Files.createDirectories(folder);
      Log4j.write(folder);
      Path file = folder.resolve("worker.properties");
      FileTree.write(file, properties(), "rw-r--r--");
      List<String> command =
          new ArrayList<>(Installation.javaCommand(installation.connectJars(), "1g", marker()));
      command.add(Log4j.option(folder));
      command.addAll(List.of("org.apache.kafka.connect.cli.ConnectDistributed", file.toString()));
      ProcessIdentity started =
          Background.start(command, environment(home, settings), folder, home.log(name()));
      process().record(started);
      progress.say(name(), "started as process " + started.pid());
    } catch (IOException e) {
      throw StackFailure.of(
          "Connect's files could not be written to " + folder,
          e.toString(),
          "see that the folder may be written to and the disk is not full",
          e);
    }
  }

  @Override
  public boolean answers() {
    return process().find().isPresent() && new ConnectClient(settings.connectUrl()).answers();
  }

  /** What the connector's file refers to as {@code ${env:NAME}}. */
  static Map<String, String> environment(Home home, Settings settings) {
    Map<String, String> all = EnvFile.variables(home, settings);
    // The owner's password is none of Connect's business.
    all.remove("TIDEMARK_POSTGRES_USER");
    all.remove("TIDEMARK_POSTGRES_PASSWORD");
    all.put("TIDEMARK_DEBEZIUM_USER", Settings.DEBEZIUM_ROLE);
    all.put("TIDEMARK_DEBEZIUM_PASSWORD", settings.debeziumPassword());
    return all;
  }

  private String marker() {
    return "-Dtidemark.service=" + home.service(name());
  }

  private String properties() {
    return """
    # Written by every start; changes made here are lost.
    bootstrap.servers=%1$s
    group.id=tidemark-connect
    listeners=http://%2$s:%3$d
    rest.advertised.host.name=%2$s
    rest.advertised.port=%3$d
    plugin.path=%4$s
    plugin.discovery=service_load
    # The connector names its own converters.
    key.converter=org.apache.kafka.connect.json.JsonConverter
    value.converter=org.apache.kafka.connect.json.JsonConverter
    # Passwords and addresses reach the connector through the environment, never through Kafka.
    config.providers=env
    config.providers.env.class=org.apache.kafka.common.config.provider.EnvVarConfigProvider
    config.providers.env.param.allowlist.pattern=TIDEMARK_.*
    config.storage.topic=connect-configs
    config.storage.replication.factor=1
    offset.storage.topic=connect-offsets
    offset.storage.replication.factor=1
    offset.storage.partitions=1
    status.storage.topic=connect-status
    status.storage.replication.factor=1
    status.storage.partitions=1
    # How much is sent again after a kill, and how soon PostgreSQL may forget what was read.
    offset.flush.interval.ms=1000
    # A worker that was killed is given up soon: its successor has to wait for that.
    session.timeout.ms=6000
    heartbeat.interval.ms=2000
    scheduled.rebalance.max.delay.ms=0
    """
        .formatted(
            settings.bootstrapServers(),
            Settings.HOST,
            settings.ports().connect(),
            installation.connectPlugins());
  }
}
