package io.tidemark.stack.service;

import io.tidemark.stack.process.OwnProcess;
import io.tidemark.stack.process.Shutdown;
import io.tidemark.stack.report.Progress;

/** One of the three servers of a stack, in the order in which they are started. */
public interface Service {
  /** Lower case; also the name of its folder, log and process file. */
  String name();

  OwnProcess process();

  Shutdown shutdown();

  /** Start the process; returns before it answers. */
  void start(Progress progress);

  /** Whether it answers now. Never throws: a server that is not there does not answer. */
  boolean answers();

  /** Where it answers, for people. */
  String address();
}
