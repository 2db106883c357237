/**
 * The demo: runs Tidemark's commands as child processes, in order, shows live what they report, and
 * ends with a proof. {@code Demo} is the order of things; the figures and the view are pure.
 */
package io.tidemark.stack.demo;
