/**
 * Processes that outlive the command that starts them: started apart from the terminal, found again
 * by id and start time, ended in good order. Knows no service.
 */
package io.tidemark.stack.process;
