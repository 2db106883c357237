/**
 * The three servers: how each is set up, started, asked and ended. Uses the home's settings and
 * leaves behind running processes.
 */
package io.tidemark.stack.service;
