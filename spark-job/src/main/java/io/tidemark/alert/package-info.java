/**
 * Tells people what they asked to be told. Comes in: the changes and refusals of a micro-batch
 * after their commit. Goes out: alerts, into a table first ({@link io.tidemark.alert.AlertOutbox})
 * and from there to Slack. Rules and texts are pure; {@link io.tidemark.alert.AlertSender} and
 * {@link io.tidemark.alert.SlackChannel} are the shell. Depends on config and decode.
 */
package io.tidemark.alert;
