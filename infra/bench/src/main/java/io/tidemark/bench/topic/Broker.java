package io.tidemark.bench.topic;

import io.tidemark.stack.home.Home;
import io.tidemark.stack.home.HomeLock;
import io.tidemark.stack.home.PortChoice;
import io.tidemark.stack.home.Ports;
import io.tidemark.stack.home.Settings;
import io.tidemark.stack.process.ProcessIdentity;
import io.tidemark.stack.report.Progress;
import io.tidemark.stack.service.Installation;
import io.tidemark.stack.service.KafkaService;
import io.tidemark.stack.service.Startup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** The local stack's Kafka, alone. */
public final class Broker implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final KafkaService kafka;
  private final Progress progress;
  private final HomeLock lock;

  private Broker(KafkaService kafka, Progress progress, HomeLock lock) {
    this.kafka = kafka;
    this.progress = progress;
    this.lock = lock;
  }

  /**
   * Start it, with what it held before, and wait until it answers.
   *
   * @param folder a stack's home of its own
   * @param repository the folder that holds the launcher
   * @param started is given the broker before its process is, to end it whatever happens
   */
  public static Broker start(
      Path folder, Path repository, Progress progress, Consumer<Broker> started) {
    Home home = new Home(folder);
    HomeLock lock = HomeLock.take(home, progress, PATIENCE);
    home.create();
    Settings settings = home.exists() ? Settings.load(home) : Settings.fresh();
    Installation installation = new Installation(repository);
    boolean running = new KafkaService(home, settings, installation).process().find().isPresent();
    settings = settings.withPorts(ports(settings.ports(), running));
    settings.save(home);
    KafkaService kafka = new KafkaService(home, settings, installation);
    Broker broker = new Broker(kafka, progress, lock);
    started.accept(broker);
    try {
      Startup.begin(home, kafka, progress).await(PATIENCE);
    } catch (RuntimeException e) {
      broker.close();
      throw e;
    }
    return broker;
  }

  private static Ports ports(Ports known, boolean running) {
    PortChoice choice = new PortChoice();
    OptionalInt any = OptionalInt.empty();
    return new Ports(
        known.postgres(),
        choice.choose("Kafka", any, known.kafka(), running),
        choice.choose("Kafka's controller", any, known.kafkaController(), running),
        known.connect());
  }

  /** Host and port. */
  public String address() {
    return kafka.address();
  }

  /** Stop it; what it holds stays. A second time does nothing. */
  @Override
  public synchronized void close() {
    try {
      Optional<ProcessIdentity> process = kafka.process().find();
      if (process.isPresent()) {
        kafka.shutdown().end(process.get());
        progress.say(kafka.name(), "stopped");
      }
      kafka.process().forget();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      lock.close();
    }
  }
}
