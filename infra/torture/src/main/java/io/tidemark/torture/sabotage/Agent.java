package io.tidemark.torture.sabotage;

import static net.bytebuddy.matcher.ElementMatchers.named;

import java.lang.instrument.Instrumentation;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;

/** In the job's JVM: {@code -javaagent:tidemark-torture.jar=DUPLICATES}. */
public final class Agent {
  private Agent() {}

  /** Sabotage what the argument names. */
  public static void premain(String name, Instrumentation jvm) {
    Sabotage sabotage = Sabotage.valueOf(name);
    new AgentBuilder.Default()
        .type(named(sabotage.type()))
        .transform(
            (builder, type, loader, module, domain) -> {
              if (!type.getDeclaredMethods().filter(named(sabotage.method())).isEmpty()) {
                System.err.println(sabotage.proof());
              }
              return builder.visit(Advice.to(sabotage.effect()).on(named(sabotage.method())));
            })
        .installOn(jvm);
  }
}
