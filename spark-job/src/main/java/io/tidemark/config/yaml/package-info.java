/**
 * Reads a YAML file strictly: every value has a line and a path, every fault is collected, unknown
 * keys are refused. Comes in: YAML text and the environment. Goes out: {@link
 * io.tidemark.config.yaml.Section}. Pure; depends on Jackson only.
 */
package io.tidemark.config.yaml;
