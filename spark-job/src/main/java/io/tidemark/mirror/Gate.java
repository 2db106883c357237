package io.tidemark.mirror;

import io.tidemark.decode.ChangeEvent;

/** Decides which changes reach a mirror. Asked in the order in which the source made them. */
public interface Gate {
  /** Lets every change pass. */
  Gate OPEN =
      new Gate() {
        @Override
        public boolean passes(ChangeEvent change) {
          return true;
        }

        @Override
        public void refused(RefusedChange change) {}
      };

  /** Whether a change may be applied. One that may not leaves no trace in the mirror. */
  boolean passes(ChangeEvent change);

  /** A change that passed can't be applied. */
  void refused(RefusedChange change);
}
