/**
 * The commands {@code up}, {@code down} and {@code status}, and the stack as the whole that they
 * work on. Puts home, services and connector together; nothing below knows of it but the demo.
 */
package io.tidemark.stack.command;
