package io.tidemark.stack.service;

import io.tidemark.stack.home.FileTree;
import io.tidemark.stack.home.Home;
import io.tidemark.stack.home.Settings;
import io.tidemark.stack.process.Background;
import io.tidemark.stack.process.Command;
import io.tidemark.stack.process.OwnProcess;
import io.tidemark.stack.process.ProcessIdentity;
import io.tidemark.stack.process.Shutdown;
import io.tidemark.stack.report.Progress;
import io.tidemark.stack.report.StackFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** One Kafka node, broker and controller (KRaft) in one process. */
public final class KafkaService implements Service {
  private static final int ANSWER_MS = 5000;

  private final Home home;
  private final Settings settings;
  private final Installation installation;

  public KafkaService(Home home, Settings settings, Installation installation) {
    this.home = home;
    this.settings = settings;
    this.installation = installation;
  }

  @Override
  public String name() {
    return "kafka";
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
    return settings.bootstrapServers();
  }

  @Override
  public void start(Progress progress) {
    Path folder = home.service(name());
    try {
      Files.createDirectories(folder);
      Log4j.write(folder);
      format(progress);
      Path file = folder.resolve("server.properties");
      FileTree.write(file, properties(folder.resolve("data")), "rw-r--r--");
      List<String> command =
          new ArrayList<>(Installation.javaCommand(installation.kafkaJars(), "512m", marker()));
      command.add(Log4j.option(folder));
      command.addAll(List.of("kafka.Kafka", file.toString()));
      ProcessIdentity started = Background.start(command, Map.of(), folder, home.log(name()));
      process().record(started);
      progress.say(name(), "started as process " + started.pid());
    } catch (IOException e) {
      throw StackFailure.of(
          "Kafka's files could not be written to " + folder,
          e.toString(),
          "see that the folder may be written to and the disk is not full",
          e);
    }
  }

  @Override
  public boolean answers() {
    if (process().find().isEmpty()) {
      return false;
    }
    Map<String, Object> client =
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers(),
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MS,
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MS);
    Admin admin = Admin.create(client);
    try {
      // A broker that the controller does not yet let serve is not in the list.
      return !admin.describeCluster().nodes().get(ANSWER_MS, TimeUnit.MILLISECONDS).isEmpty();
    } catch (ExecutionException | TimeoutException notYet) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      // Without a bound it waits for ever where something else that listens there says nothing.
      admin.close(Duration.ofMillis(ANSWER_MS));
    }
  }

  /** Format the data folder unless it is; a folder that was left half formatted is made anew. */
  private void format(Progress progress) throws IOException {
    Path folder = home.service(name());
    Path data = folder.resolve("data");
    if (Files.exists(data.resolve("meta.properties"))) {
      return;
    }
    if (Files.exists(data)) {
      throw StackFailure.of(
          "Kafka's data folder " + data + " can't be used",
          "it holds no meta.properties, so it was not formatted or has lost a part",
          "put it back, or forget the home's data with './tidemark down --wipe'");
    }
    Path fresh = folder.resolve("data.new");
    if (Files.exists(fresh)) {
      progress.say(name(), "removes what an interrupted start left in " + fresh);
      FileTree.delete(fresh);
    }
    Path file = folder.resolve("format.properties");
    FileTree.write(file, properties(fresh), "rw-r--r--");
    List<String> command =
        new ArrayList<>(
            Installation.javaCommand(installation.kafkaJars(), "256m", "-Dtidemark.tool=format"));
    command.add(Log4j.option(folder));
    command.addAll(
        List.of(
            "kafka.tools.StorageTool",
            "format",
            "-t",
            settings.kafkaClusterId(),
            "-c",
            file.toString()));
    Command format = Command.run(command);
    if (!format.ok()) {
      throw StackFailure.of(
          "Kafka's data folder could not be formatted",
          format.output(),
          "see that " + folder + " may be written to and the disk is not full");
    }
    Files.delete(file);
    Files.move(fresh, data);
    progress.say(name(), "formatted " + data);
  }

  private String marker() {
    return "-Dtidemark.service=" + home.service(name());
  }

  private String properties(Path data) {
    int port = settings.ports().kafka();
    int controller = settings.ports().kafkaController();
    return """
    # Written by every start; changes made here are lost.
    process.roles=broker,controller
    node.id=1
    controller.quorum.voters=1@%1$s:%3$d
    listeners=PLAINTEXT://%1$s:%2$d,CONTROLLER://%1$s:%3$d
    advertised.listeners=PLAINTEXT://%1$s:%2$d
    controller.listener.names=CONTROLLER
    listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
    log.dirs=%4$s
    # One node has no one to copy to.
    default.replication.factor=1
    min.insync.replicas=1
    offsets.topic.replication.factor=1
    offsets.topic.num.partitions=4
    transaction.state.log.replication.factor=1
    transaction.state.log.min.isr=1
    transaction.state.log.num.partitions=4
    share.coordinator.state.topic.replication.factor=1
    share.coordinator.state.topic.min.isr=1
    share.coordinator.state.topic.num.partitions=4
    group.initial.rebalance.delay.ms=0
    # Topics are made by those who know how many partitions they want.
    auto.create.topics.enable=false
    # Rows may be large; the connector's producer has the same limit.
    message.max.bytes=67108864
    replica.fetch.max.bytes=67108864
    socket.request.max.bytes=134217728
    # After a kill the controller waits this long before it believes that the old broker is
    # dead and lets the new one in.
    broker.session.timeout.ms=6000
    broker.heartbeat.interval.ms=1000
    """
        .formatted(Settings.HOST, port, controller, data);
  }
}
