package io.tidemark.bench.profile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.bench.contract.MeasuredTime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingTest {
  /** What the recorded JVM does: before it measures, and while it does. */
  static final class Program {
    private Program() {}

    public static void main(String[] arguments) {
      before();
      MeasuredTime measured = new MeasuredTime();
      measured.begin();
      within();
      measured.commit();
      System.gc();
    }

    private static void before() {
      System.out.println(spin());
    }

    private static void within() {
      System.out.println(spin());
    }

    /** Runs half a second, with the heap that it needs. */
    private static long spin() {
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(500);
      long sum = 0;
      List<byte[]> kept = new ArrayList<>();
      while (System.nanoTime() < end) {
        if (kept.size() < 16) {
          kept.add(new byte[1024 * 1024]);
        }
        for (byte[] block : kept) {
          for (byte value : block) {
            sum += value + 1;
          }
        }
      }
      return sum + kept.size();
    }
  }

  @Test
  void aProfileHasOnlyWhatWasMeasuredAndTheHeapAll(@TempDir Path folder)
      throws IOException, InterruptedException {
    Path file = folder.resolve("program.jfr");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(Recording.flags(file.toString()));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Program.class.getName()));
    Process program =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(program.waitFor()).isZero();
    Recording recording = new Recording(file);
    JsonNode profile = recording.measured().toJson();
    assertThat(profile.get("seconds").asDouble()).isBetween(0.5, 5.0);
    assertThat(profile.get("samples").asInt()).isPositive();
    List<String> methods = profile.get("methods").findValuesAsText("method");
    assertThat(methods).contains(Program.class.getName() + ".within");
    assertThat(methods).doesNotContain(Program.class.getName() + ".before");
    assertThat(recording.heap().peak()).isGreaterThanOrEqualTo(16);
  }
}
