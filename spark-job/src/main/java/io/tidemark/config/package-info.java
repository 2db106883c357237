/**
 * The configuration: one YAML file becomes one record tree, loaded once. Comes in: the file and the
 * environment. Goes out: {@link io.tidemark.config.PipelineConfig}. Nothing reads the environment
 * later. Pure apart from reading the file.
 */
package io.tidemark.config;
