/** What all commands share. */
package io.tidemark.cli;
