package dev.fathom.train.runs;

import dev.fathom.train.StepReport;
import java.util.LinkedHashMap;
import java.util.Map;

/// A step as a line of metrics.
public final class StepLine {
  private StepLine() {}

  public static Map<String, Object> of(
      int step, double rate, StepReport report, double tokensPerSecond) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("step", step);
    line.put("rate", rate);
    line.put("loss", report.loss());
    line.put("mtp_loss", report.mtpLoss());
    line.put("balance_loss", report.balanceLoss());
    line.put("gradient_norm", report.gradientNorm());
    line.put("tokens", report.tokens());
    line.put("entropy", report.entropy());
    line.put("clipped", report.clipped());
    line.put("kl", report.kl());
    line.put("tokens_per_second", tokensPerSecond);
    if (report.expertLoad().length > 0) {
      line.put("expert_load", report.expertLoad());
    }
    return line;
  }
}
