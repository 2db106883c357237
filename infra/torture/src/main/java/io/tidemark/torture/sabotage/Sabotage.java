package io.tidemark.torture.sabotage;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A protection that can be switched off, and the method of the job that gives it. */
public enum Sabotage {
  /** What the connector sends twice after a restart counts as new. */
  DUPLICATES("io.tidemark.progress.Progress", "take", Effects.NeverDuplicate.class),
  /** What a table holds already counts as new when it is read again. */
  REPLAY("io.tidemark.progress.Progress", "take", Effects.NeverHeld.class),
  /** Changes of several partitions stay in the order in which they came. */
  ORDER("io.tidemark.mirror.SourceOrder", "of", Effects.AsItCame.class),
  /** The two halves of a changed key do not wait for each other. */
  KEY_PAIRS("io.tidemark.net.KeyChangePairs", "take", Effects.AsItCame.class),
  /** A value that was not sent is NULL. */
  UNSENT("io.tidemark.decode.Unavailable", "resolve", Effects.UnsentIsNull.class),
  /** A mirror forgets which TRUNCATE it has seen. */
  TRUNCATE_FLOOR("io.tidemark.mirror.MirrorState", "floor", Effects.Zero.class),
  /** Deleted rows stay in tables with a key. */
  DELETES("io.tidemark.delta.KeyedChange", "deletes", Effects.EmptySet.class),
  /** An aggregate follows its mirror from wherever it is. */
  AGGREGATE("io.tidemark.aggregate.AggregateTable", "follow", Effects.AlwaysNext.class),
  /** Nobody asks for the values of new columns with a default. */
  REFILL("io.tidemark.stream.Refill", "look", Effects.Nothing.class),
  /** Two jobs may write to one lake. */
  LOCK("io.tidemark.stream.Job", "lock", Effects.EmptyOptional.class);

  private final String type;
  private final String method;
  private final Class<?> effect;

  Sabotage(String type, String method, Class<?> effect) {
    this.type = type;
    this.method = method;
    this.effect = effect;
  }

  String type() {
    return type;
  }

  String method() {
    return method;
  }

  Class<?> effect() {
    return effect;
  }

  /** What the job's JVM says when it is done. */
  String proof() {
    return "torture: sabotaged " + type + "." + method;
  }

  /** The flag that does it in a JVM. */
  public String flag(Path repository) {
    return "-javaagent:"
        + repository.resolve("infra/torture/target/tidemark-torture.jar=" + name());
  }

  /** Whether a job that left its last words among these files was sabotaged. */
  public boolean done(Path logs) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(logs, "job-*.err")) {
      for (Path file : files) {
        if (Files.readString(file).contains(proof())) {
          return true;
        }
      }
    }
    return false;
  }
}
