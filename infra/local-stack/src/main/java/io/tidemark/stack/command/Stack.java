package io.tidemark.stack.command;

import io.tidemark.stack.connector.ConnectClient;
import io.tidemark.stack.connector.ConnectorFile;
import io.tidemark.stack.connector.Registration;
import io.tidemark.stack.home.EnvFile;
import io.tidemark.stack.home.Home;
import io.tidemark.stack.home.HomeLock;
import io.tidemark.stack.home.PortChoice;
import io.tidemark.stack.home.PortWish;
import io.tidemark.stack.home.Ports;
import io.tidemark.stack.home.Settings;
import io.tidemark.stack.process.ProcessIdentity;
import io.tidemark.stack.report.Progress;
import io.tidemark.stack.report.StackFailure;
import io.tidemark.stack.service.ConnectService;
import io.tidemark.stack.service.Installation;
import io.tidemark.stack.service.KafkaService;
import io.tidemark.stack.service.PostgresService;
import io.tidemark.stack.service.Service;
import io.tidemark.stack.service.SourceDatabase;
import io.tidemark.stack.service.Startup;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The three servers of one home, started, stopped and forgotten as a whole. */
public final class Stack {
  private static final Duration LOCK_PATIENCE = Duration.ofMinutes(5);

  /** Recovery after a kill reads the WAL again, and a shared machine can be very slow. */
  private static final Duration START_PATIENCE = Duration.ofMinutes(3);

  /** A port may be taken between its choice and its use. */
  private static final int START_ATTEMPTS = 3;

  private final Home home;
  private final Installation installation;
  private final Progress progress;

  public Stack(Home home, Installation installation, Progress progress) {
    this.home = home;
    this.installation = installation;
    this.progress = progress;
  }

  /** Start what is not running, and wait until everything answers and the connector's task runs. */
  public void up(PortWish wish) {
    try (HomeLock lock = HomeLock.take(home, progress, LOCK_PATIENCE)) {
      home.create();
      Settings settings = home.exists() ? Settings.load(home) : Settings.fresh();
      Ports ports = ports(settings, wish);
      for (int left = START_ATTEMPTS; ; left--) {
        settings = settings.withPorts(ports);
        settings.save(home);
        EnvFile.write(home, settings);
        try {
          start(settings);
          return;
        } catch (StackFailure failure) {
          ports = ports(settings, wish);
          if (left == 1 || ports.equals(settings.ports())) {
            throw failure;
          }
          progress.say("home", "another program took a port meanwhile; starting again");
        }
      }
    }
  }

  private void start(Settings settings) {
    Service postgres = new PostgresService(home, settings);
    Service kafka = new KafkaService(home, settings, installation);
    Service connect = new ConnectService(home, settings, installation);
    // The database recovers while Kafka starts.
    Startup first = Startup.begin(home, postgres, progress);
    Startup second = Startup.begin(home, kafka, progress);
    first.await(START_PATIENCE);
    new SourceDatabase(settings).prepare(installation.sourceDatabaseSql());
    second.await(START_PATIENCE);
    Startup.begin(home, connect, progress).await(START_PATIENCE);
    new Registration(
            new ConnectClient(settings.connectUrl()),
            Settings.CONNECTOR,
            home.log(connect.name()),
            progress)
        .run(ConnectorFile.read(installation.connectorFile()), START_PATIENCE);
  }

  /**
   * Stop this home's own processes, those that read before those that are read from.
   *
   * @param wipe forget the data too
   */
  public void down(boolean wipe) {
    if (!home.exists()) {
      progress.say("home", "there is no stack in " + home.root());
      return;
    }
    try (HomeLock lock = HomeLock.take(home, progress, LOCK_PATIENCE)) {
      for (Service service : services(Settings.load(home))) {
        stop(service);
      }
      if (wipe) {
        home.wipe();
        progress.say("home", "wiped " + home.root());
      }
    }
  }

  private void stop(Service service) {
    try {
      Optional<ProcessIdentity> process = service.process().find();
      if (process.isPresent()) {
        String signal = service.shutdown().end(process.get());
        String how = signal.equals("KILL") ? "killed, as it did not stop by itself" : "stopped";
        progress.say(service.name(), how + " (process " + process.get().pid() + ")");
      } else {
        progress.say(service.name(), "is not running");
      }
      service.process().forget();
    } catch (IOException e) {
      throw StackFailure.of(
          "'" + service.name() + "' could not be stopped in full",
          e.toString(),
          "see that " + home.root() + " may be written to and run './tidemark down' again",
          e);
    }
  }

  /** In the order in which they are stopped. */
  private List<Service> services(Settings settings) {
    return List.of(
        new ConnectService(home, settings, installation),
        new KafkaService(home, settings, installation),
        new PostgresService(home, settings));
  }

  private Ports ports(Settings settings, PortWish wish) {
    Ports known = settings.ports();
    PortChoice choice = new PortChoice();
    boolean postgres = running(new PostgresService(home, settings));
    boolean kafka = running(new KafkaService(home, settings, installation));
    boolean connect = running(new ConnectService(home, settings, installation));
    Ports ports =
        new Ports(
            choice.choose("--postgres-port", wish.postgres(), known.postgres(), postgres),
            choice.choose("--kafka-port", wish.kafka(), known.kafka(), kafka),
            choice.choose(
                "Kafka's controller", OptionalInt.empty(), known.kafkaController(), kafka),
            choice.choose("--connect-port", wish.connect(), known.connect(), connect));
    if (!ports.equals(known)) {
      progress.say("home", "takes the ports " + ports);
    }
    return ports;
  }

  private static boolean running(Service service) {
    return service.process().find().isPresent();
  }
}
