package io.tidemark.stack.demo;

import java.time.Duration;
import java.util.Optional;

/**
 * What the user wants to see.
 *
 * @param length how long traffic is simulated; empty until interrupted
 * @param rows loaded in bulk before
 * @param rate changes a second
 * @param randomSeed of the made-up data; empty for a new one each time
 * @param json the result as one JSON object on the last line of stdout
 */
record DemoOptions(
    Optional<Duration> length, int rows, int rate, Optional<Long> randomSeed, boolean json) {}
