package io.tidemark.torture.sabotage;

import static net.bytebuddy.matcher.ElementMatchers.named;

import java.lang.instrument.Instrumentation;
import java.util.Map;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.dynamic.DynamicType;

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
              DynamicType.Builder<?> changed = builder;
              for (Map.Entry<String, Class<?>> effect : sabotage.effects().entrySet()) {
                if (type.getDeclaredMethods().filter(named(effect.getKey())).isEmpty()) {
                  return builder;
                }
                changed = changed.visit(Advice.to(effect.getValue()).on(named(effect.getKey())));
              }
              System.err.println(sabotage.proof());
              return changed;
            })
        .installOn(jvm);
  }
}
