package io.tidemark.bench.profile;

import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/** What a thread of Tidemark's JVM is there for, by its name. */
enum ThreadKind {
  /** Spark's tasks: they read Kafka and decode. */
  TASKS("Executor task launch worker.*"),
  /** The job's workers, which write tables. */
  WORKERS("tidemark-table"),
  /** The thread of the query, which plans and commits. */
  STREAM("stream execution thread.*"),
  COMPILER("C[12] CompilerThread.*|Sweeper thread"),
  OTHER(".*"),
  /** What no thread with a name has used: the collector above all. */
  COLLECTOR("");

  private final Pattern names;

  ThreadKind(String names) {
    this.names = Pattern.compile(names);
  }

  static ThreadKind of(String name) {
    return Arrays.stream(values())
        .filter(kind -> kind.names.matcher(name).matches())
        .findFirst()
        .orElse(OTHER);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
