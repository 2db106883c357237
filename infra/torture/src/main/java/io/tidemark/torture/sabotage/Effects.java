package io.tidemark.torture.sabotage;

import java.util.Collections;
import java.util.Optional;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner.Typing;

/**
 * What becomes of a method. Each is copied into the job's own code, so it may use nothing but the
 * JDK.
 */
@SuppressWarnings("UnusedVariable") // what is assigned is the method's result
final class Effects {
  private Effects() {}

  static final class NeverDuplicate {
    private NeverDuplicate() {}

    @Advice.OnMethodExit
    static void exit(@Advice.Return(readOnly = false, typing = Typing.DYNAMIC) Object verdict) {
      if (verdict.toString().equals("DUPLICATE")) {
        for (Object other : verdict.getClass().getEnumConstants()) {
          verdict = other.toString().equals("NEW") ? other : verdict;
        }
      }
    }
  }

  static final class NeverHeld {
    private NeverHeld() {}

    @Advice.OnMethodExit
    static void exit(@Advice.Return(readOnly = false, typing = Typing.DYNAMIC) Object verdict) {
      if (verdict.toString().equals("HELD")) {
        for (Object other : verdict.getClass().getEnumConstants()) {
          verdict = other.toString().equals("NEW") ? other : verdict;
        }
      }
    }
  }

  static final class AsItCame {
    private AsItCame() {}

    @Advice.OnMethodExit
    static void exit(
        @Advice.Argument(value = 0, typing = Typing.DYNAMIC) Object given,
        @Advice.Return(readOnly = false, typing = Typing.DYNAMIC) Object result) {
      result = given;
    }
  }

  static final class UnsentIsNull {
    private UnsentIsNull() {}

    @Advice.OnMethodExit
    static void exit(
        @Advice.Argument(0) Object sent,
        @Advice.Return(readOnly = false, typing = Typing.DYNAMIC) Object value) {
      if (sent instanceof Enum) {
        value = null;
      }
    }
  }

  static final class EmptySet {
    private EmptySet() {}

    @Advice.OnMethodExit
    static void exit(@Advice.Return(readOnly = false, typing = Typing.DYNAMIC) Object value) {
      value = Collections.emptySet();
    }
  }

  static final class EmptyOptional {
    private EmptyOptional() {}

    @Advice.OnMethodExit
    static void exit(@Advice.Return(readOnly = false, typing = Typing.DYNAMIC) Object value) {
      value = Optional.empty();
    }
  }

  static final class AlwaysNext {
    private AlwaysNext() {}

    @Advice.OnMethodEnter
    static void enter(
        @Advice.Argument(1) Object change,
        @Advice.FieldValue(value = "sequence", readOnly = false) long sequence)
        throws ReflectiveOperationException {
      sequence = (Long) change.getClass().getMethod("sequence").invoke(change) - 1;
    }
  }

  static final class Nothing {
    private Nothing() {}

    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
    static boolean enter() {
      return true;
    }
  }
}
