package io.tidemark.config;

/**
 * A table that is kept equal to a grouped query.
 *
 * @param name lower-case word, also the table's name
 * @param sql one SELECT with GROUP BY over one source table
 */
public record AggregateConfig(String name, String sql) {}
