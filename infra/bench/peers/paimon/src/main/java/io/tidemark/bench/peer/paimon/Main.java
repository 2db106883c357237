package io.tidemark.bench.peer.paimon;

import io.tidemark.bench.contract.Assignment;
import io.tidemark.bench.contract.Contender;
import io.tidemark.bench.contract.Measurement;
import io.tidemark.bench.contract.OrderSum;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Entry point of the module. */
public final class Main implements Contender {
  private static final int CORES = 2;

  private Main() {}

  public static void main(String[] args) {
    Contender.main(new Main(), args);
  }

  @Override
  public String name() {
    return "paimon";
  }

  @Override
  public Measurement catchUp(Assignment assignment) throws Exception {
    Configuration settings = FlinkSettings.of(assignment.output());
    OrdersTable table = OrdersTable.create(assignment.output());
    MiniClusterConfiguration size =
        new MiniClusterConfiguration.Builder()
            .setConfiguration(settings)
            .setNumTaskManagers(1)
            .setNumSlotsPerTaskManager(CORES)
            .withRandomPorts()
            .build();
    try (MiniCluster cluster = new MiniCluster(size)) {
      cluster.start();
      StreamExecutionEnvironment environment =
          StreamExecutionEnvironment.getExecutionEnvironment(settings);
      environment.setParallelism(CORES);
      table.write(OrderStream.of(environment, assignment));
      JobGraph job = environment.getStreamGraph().getJobGraph();
      Measurement measurement = Measurement.begin();
      cluster.executeJobBlocking(job);
      measurement.end();
      return measurement;
    }
  }

  @Override
  public OrderSum read(Assignment assignment) throws Exception {
    return OrdersTable.open(assignment.output()).sum();
  }
}
