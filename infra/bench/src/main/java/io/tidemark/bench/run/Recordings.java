package io.tidemark.bench.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.bench.profile.HeapUse;
import io.tidemark.bench.profile.Profile;
import io.tidemark.bench.profile.Recording;
import io.tidemark.bench.profile.Span;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Tidemark's JVMs record themselves; the part that starts one tells what the recording shows.
 *
 * @param folder of the recordings, {@code NAME.jfr}
 * @param stacks the folder for {@code NAME.folded}, which flame graphs are drawn from
 * @param on whether anything is recorded
 */
public record Recordings(Path folder, Path stacks, boolean on) {
  /** Flags of a JVM that is to be recorded under a name; in {@link #folder} if it runs there. */
  List<String> flags(String name, boolean runsThere) throws IOException {
    if (!on) {
      return List.of();
    }
    Files.createDirectories(folder);
    Files.deleteIfExists(file(name));
    return Recording.flags(runsThere ? file(name).getFileName().toString() : file(name).toString());
  }

  /** Put into {@code profiles} what a JVM did in the time that it measured itself. */
  void tell(String name, ObjectNode json) throws IOException {
    if (isThere(name, json)) {
      tell(name, json, recording(name).measured());
    }
  }

  /** Put into {@code profiles} what a JVM did in a stretch of time. */
  void tell(String name, ObjectNode json, Span span) throws IOException {
    if (isThere(name, json)) {
      tell(name, json, recording(name).within(List.of(span)));
    }
  }

  /** The heap of a JVM in all its time; empty if it has left no recording. */
  Optional<HeapUse> heap(String name) throws IOException {
    return on && Files.exists(file(name)) ? Optional.of(recording(name).heap()) : Optional.empty();
  }

  private void tell(String name, ObjectNode json, Profile profile) throws IOException {
    profile.fold(stacks.resolve(name + ".folded"));
    json.withObjectProperty("profiles").set(name, profile.toJson());
  }

  /** A JVM that was killed has left none. */
  private boolean isThere(String name, ObjectNode json) {
    boolean there = on && Files.exists(file(name));
    if (on && !there) {
      json.withObjectProperty("profiles").put(name, "no recording was left");
    }
    return there;
  }

  private Recording recording(String name) {
    return new Recording(file(name));
  }

  private Path file(String name) {
    return folder.resolve(name + ".jfr");
  }
}
