package io.tidemark.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.progress.Progress;
import io.tidemark.source.StartingOffsets.Range;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class StartingOffsetsTest {
  private static final String TOPIC = "tidemark.public.t";

  private static Progress held(String topic, long... next) {
    Progress held = new Progress();
    for (int partition = 0; partition < next.length; partition++) {
      held.skip(topic, partition, next[partition]);
    }
    return held;
  }

  private static Map<TopicPartition, Range> kafka(String topic, long begin, long end) {
    return Map.of(new TopicPartition(topic, 0), new Range(begin, end));
  }

  private static StartingOffsets compared(
      Progress held, String known, String id, Map<TopicPartition, Range> ranges) {
    return StartingOffsets.compared(
        held,
        known == null ? Map.of() : Map.of(TOPIC, known),
        id == null ? Map.of() : Map.of(TOPIC, id),
        ranges,
        new Topics("tidemark"));
  }

  @Test
  void theStreamBeginsBehindWhatTheLakeHolds() {
    StartingOffsets start = compared(held(TOPIC, 7), "A", "A", kafka(TOPIC, 3, 20));
    assertThat(start.json()).isEqualTo("{\"tidemark.public.t\":{\"0\":7}}");
    assertThat(start.gaps()).isEmpty();
    assertThat(start.held().toJson()).isEqualTo(held(TOPIC, 7).toJson());
  }

  @Test
  void whatExpiredBeforeItWasReadIsAGapAndTheStreamGoesOnBehindIt() {
    StartingOffsets start = compared(held(TOPIC, 7), "A", "A", kafka(TOPIC, 12, 20));
    assertThat(start.json()).isEqualTo("{\"tidemark.public.t\":{\"0\":12}}");
    assertThat(start.gaps())
        .containsExactly(
            new Gap(
                TOPIC,
                false,
                "the changes at the offsets 7 to 11 of 'tidemark.public.t-0' were gone from Kafka"
                    + " before they were read"));
    assertThat(start.held().next(TOPIC, 0)).isEqualTo(12);
    assertThat(compared(start.held(), "A", "A", kafka(TOPIC, 12, 20)).gaps()).isEmpty();
  }

  @Test
  void aTopicThatWasMadeAgainIsReadFromItsBeginningHoweverLongItIsByNow() {
    String reason = "the topic 'tidemark.public.t' was deleted from Kafka and made again";
    for (StartingOffsets start :
        new StartingOffsets[] {
          compared(held(TOPIC, 7), "A", "B", kafka(TOPIC, 0, 900)),
          compared(held(TOPIC, 7), null, "B", kafka(TOPIC, 0, 6)),
          compared(held(TOPIC, 7, 5), "A", "A", kafka(TOPIC, 0, 900)),
        }) {
      assertThat(start.gaps()).containsExactly(new Gap(TOPIC, true, reason));
      assertThat(start.json()).isEqualTo("{\"tidemark.public.t\":{\"0\":0}}");
      assertThat(start.held().topics()).isEmpty();
    }
  }

  @Test
  void aTopicWithMorePartitionsMayHaveGivenItsChangesInTheWrongOrder() {
    Map<TopicPartition, Range> three =
        Map.of(
            new TopicPartition(TOPIC, 0), new Range(0, 9),
            new TopicPartition(TOPIC, 1), new Range(0, 9),
            new TopicPartition(TOPIC, 2), new Range(0, 9));
    StartingOffsets start = compared(held(TOPIC, 7), "A/2", "A", three);
    assertThat(start.gaps())
        .containsExactly(
            new Gap(
                TOPIC,
                false,
                "the topic 'tidemark.public.t' has 3 partitions and not 2 as before: a row's"
                    + " changes may lie in another one now, and its older ones may have come after"
                    + " newer ones"));
    assertThat(start.held().toJson()).isEqualTo(held(TOPIC, 7).toJson());
    assertThat(start.ids()).containsEntry(TOPIC, "A/3");
    for (String known : new String[] {"A/3", "A", null}) {
      assertThat(compared(held(TOPIC, 7), known, "A", three).gaps()).isEmpty();
    }
    assertThat(compared(new Progress(), "A/2", "A", three).gaps()).isEmpty();
  }

  @Test
  void aTopicThatIsGoneIsAGap() {
    StartingOffsets start = compared(held(TOPIC, 7), "A", null, Map.of());
    assertThat(start.gaps())
        .containsExactly(
            new Gap(TOPIC, true, "the topic 'tidemark.public.t' was deleted from Kafka"));
    assertThat(start.json()).isEqualTo("earliest");
  }

  @Test
  void aNewLakeMissesWhatATableTopicHasLost() {
    assertThat(compared(new Progress(), null, "A", kafka(TOPIC, 4, 9)).gaps()).hasSize(1);
    for (String topic : List.of("tidemark.message", "tidemark.transaction")) {
      assertThat(compared(new Progress(), null, "A", kafka(topic, 4, 9)).gaps()).isEmpty();
    }
  }
}
