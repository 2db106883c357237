package io.tidemark.bench.contender;

import io.tidemark.bench.contract.Assignment;
import io.tidemark.bench.topic.GrowingTopic;
import io.tidemark.config.PipelineConfig;
import io.tidemark.stream.Job;
import io.tidemark.stream.RunCommand;
import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;

/**
 * Makes the lake for {@link TidemarkGrowth}. The job reads the first rows from Kafka; another
 * writer appends the rest to the mirror, in the layout and with the metadata that the job would
 * have given them, as ten million events would take the job many minutes. What the job knows of
 * Kafka, of transactions and of versions is what it has written itself.
 */
public final class TidemarkLoad {
  private static final long THROUGH_KAFKA = 100_000;

  private TidemarkLoad() {}

  public static void main(String[] arguments) {
    Assignment assignment = Assignment.parse(arguments);
    Consumer<String> progress = System.err::println;
    try (GrowingTopic topic =
        GrowingTopic.open(
            assignment.bootstrap(), GrowthTrial.SEED, assignment.events(), progress)) {
      topic.load(THROUGH_KAFKA);
      PipelineConfig config = TidemarkContender.config(assignment);
      SparkSession session = RunCommand.session(config);
      try (Job job = new Job(session, config, entry -> {})) {
        job.run(true);
      }
      String mirror = TidemarkContender.mirror(assignment);
      new MirrorLoad(session.sessionState().newHadoopConf(), mirror).append(topic.rest());
      System.out.println("{}");
      System.out.flush();
    } catch (Throwable failure) {
      failure.printStackTrace();
      Runtime.getRuntime().exit(1);
    }
    Runtime.getRuntime().exit(0);
  }
}
