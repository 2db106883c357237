package io.tidemark.stack.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Say how the stack is and where everything answers. */
@Command(
    name = "status",
    description = "Say what is running, where it answers and how the connector is.",
    footer = {"", "Exit code: 0 everything runs, 1 something does not, 2 wrong usage."})
public final class StatusCommand implements Callable<Integer> {
  @Mixin private HomeOption home;

  @Option(names = "--json", description = "One JSON object on stdout.")
  private boolean json;

  @Override
  public Integer call() throws JsonProcessingException {
    StackStatus status = StackStatus.of(home.home(), home.installation());
    if (json) {
      System.out.println(
          new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(status));
    } else {
      System.out.print(StatusTable.of(status));
    }
    return status.running() ? 0 : 1;
  }
}
