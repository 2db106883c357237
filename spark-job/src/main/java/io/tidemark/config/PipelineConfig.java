package io.tidemark.config;

import java.util.List;

/**
 * The whole configuration.
 *
 * @param pipeline name of the pipeline: letters, digits, {@code -} and {@code _}
 * @param aggregates in the order of the file
 */
public record PipelineConfig(
    String pipeline,
    SourceConfig source,
    LakeConfig lake,
    TablesConfig tables,
    List<AggregateConfig> aggregates,
    AlertsConfig alerts,
    VerifyConfig verify,
    TriggerConfig trigger) {
  public PipelineConfig {
    aggregates = List.copyOf(aggregates);
  }

  /** The effective configuration as YAML, defaults filled in, secrets masked. */
  public String describe() {
    return Description.of(this);
  }
}
