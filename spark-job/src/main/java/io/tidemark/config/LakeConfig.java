package io.tidemark.config;

/**
 * Where the Delta tables lie.
 *
 * @param path a folder, or an address that Hadoop's file systems know
 */
public record LakeConfig(String path) {}
