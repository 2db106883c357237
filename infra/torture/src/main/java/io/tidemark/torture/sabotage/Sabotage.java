package io.tidemark.torture.sabotage;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A protection that can be switched off, and the methods of the job that give it. */
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
  /** Deleted rows stay in tables with a key. */
  DELETES("io.tidemark.delta.KeyedChange", "deletes", Effects.EmptySet.class),
  /** An aggregate follows its mirror from wherever it is, and no start compares the two. */
  AGGREGATE(
      "io.tidemark.aggregate.AggregateTable",
      Map.of("follow", Effects.AlwaysNext.class, "align", Effects.Nothing.class)),
  /** Nobody sends anew the rows that a change of shape rewrote without an event. */
  MENDING("io.tidemark.repair.Mending", "mend", Effects.Nothing.class),
  /** Two jobs may write to one lake. */
  LOCK("io.tidemark.stream.Job", "lock", Effects.EmptyOptional.class);

  private final String type;

  @SuppressWarnings("ImmutableEnumChecker") // made by Map.of
  private final Map<String, Class<?>> effects;

  Sabotage(String type, String method, Class<?> effect) {
    this(type, Map.of(method, effect));
  }

  Sabotage(String type, Map<String, Class<?>> effects) {
    this.type = type;
    this.effects = effects;
  }

  String type() {
    return type;
  }

  /** What each method does instead, by its name. */
  Map<String, Class<?>> effects() {
    return effects;
  }

  /** What the job's JVM says when it is done. */
  String proof() {
    return "torture: sabotaged " + type + " " + effects.keySet();
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
