package io.tidemark.config;

import java.time.Duration;
import java.util.Optional;

/**
 * When the running job compares the mirrors with the database.
 *
 * @param every from the begin of one comparison to the next; empty: never
 */
public record VerifyConfig(Optional<Duration> every) {}
