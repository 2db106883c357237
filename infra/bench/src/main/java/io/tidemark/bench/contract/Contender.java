package io.tidemark.bench.contract;

/** One that catches up with the recorded topic. Its main hands itself to {@link #main}. */
public interface Contender {
  /** As {@code --contenders} names it. */
  String name();

  /**
   * Bring the table in {@code output} to the state that the topic's end tells.
   *
   * @return begun once the session is up and before the first read, ended after the last commit
   */
  Measurement catchUp(Assignment assignment) throws Exception;

  /** The rows of its table in {@code output}. */
  OrderSum read(Assignment assignment) throws Exception;

  /**
   * Do what the arguments ask, print the result as one JSON object, the last line of stdout, and
   * end the process, whatever threads there are.
   */
  static void main(Contender contender, String... arguments) {
    try {
      Assignment assignment = Assignment.parse(arguments);
      String result =
          assignment.read()
              ? contender.read(assignment).toJson()
              : contender.catchUp(assignment).toJson(contender.name(), assignment.output());
      System.out.println(result);
      System.out.flush();
    } catch (Throwable failure) {
      failure.printStackTrace();
      Runtime.getRuntime().exit(1);
    }
    Runtime.getRuntime().exit(0);
  }
}
