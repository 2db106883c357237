package io.tidemark.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.error.TidemarkException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;

class FailureTest {
  @Test
  void whatWasWrittenForPeopleIsTheReason() {
    TidemarkException known = TidemarkException.data("What", "why", "Mend");
    Failure failure = Failure.of(new IllegalStateException("outer", known));
    assertThat(failure.reason()).isEqualTo(known.getMessage());
    assertThat(failure.known()).isTrue();
  }

  @Test
  void aDiskThatFailsIsNamed() {
    IOException full = new IOException("No space left on device");
    assertThat(Failure.of(new UncheckedIOException("cannot write '/lake'", full)).reason())
        .startsWith("cannot write '/lake': No space left on device. Mend that (free space");
    for (Throwable cause : List.of(full, new UncheckedIOException("x", full))) {
      assertThat(Failure.of(new IllegalStateException("outer", cause)).known()).isTrue();
    }
    Failure failure = Failure.of(new IllegalStateException("outer", new AssertionError(full)));
    assertThat(failure.reason())
        .startsWith("the lake could not be written: No space left on device. Mend that");
    assertThat(failure.known()).isTrue();
  }

  @Test
  void anApplicationThatTheMasterRemovedIsSaidToBe() {
    Failure failure =
        Failure.of(
            new RuntimeException(
                "outer",
                new SparkException(
                    "Exiting due to error from cluster scheduler: Master removed our application:"
                        + " KILLED")));
    assertThat(failure.reason()).startsWith("The cluster took the application away");
    assertThat(failure.known()).isTrue();
  }

  @Test
  void aTopicThatIsMadeWhileAQueryBeginsIsKnown() {
    AssertionError spark =
        new AssertionError(
            "assertion failed: If startingOffsets contains specific offsets, you must specify all"
                + " TopicPartitions.\nUse -1 for latest, -2 for earliest.");
    assertThat(Failure.isNewInKafka(new RuntimeException("outer", spark))).isTrue();
    assertThat(Failure.isLossInKafka(spark)).isFalse();
    assertThat(Failure.isNewInKafka(new AssertionError("another"))).isFalse();
  }

  @Test
  void anythingElseIsToldByItsRoot() {
    Failure failure = Failure.of(new RuntimeException("outer", new ArithmeticException("/ by 0")));
    assertThat(failure.reason()).isEqualTo("java.lang.ArithmeticException: / by 0");
    assertThat(failure.known()).isFalse();
  }
}
