/// A miniature R1 from seed to weights: tasks with verifiers, pre-training, SFT, GRPO, rejection
/// sampling, distillation, evaluation.
///
/// `dev.fathom.train.tasks` is a leaf: generators and verifiers that know nothing of models. Above
/// it `recipe` (what shall be done), `data` (rows and tokenizer), `runs` (folders and stages),
/// `policy` (sampling and reinforcement), `evaluate` and `report`. `dev.fathom.train.torch` is the
/// only place that knows libtorch, whose native code is loaded when a trainee is first made.
@org.jspecify.annotations.NullMarked
module dev.fathom.train {
  requires static transitive org.jspecify;
  requires transitive dev.fathom.engine;
  requires dev.fathom.format;
  requires dev.fathom.kernel;
  requires java.net.http;
  requires org.bytedeco.pytorch;
  requires tools.jackson.core;
  requires tools.jackson.databind;
  requires tools.jackson.dataformat.toml;

  exports dev.fathom.train;
  exports dev.fathom.train.data;
  exports dev.fathom.train.evaluate;
  exports dev.fathom.train.policy;
  exports dev.fathom.train.pipeline;
  exports dev.fathom.train.recipe;
  exports dev.fathom.train.report;
  exports dev.fathom.train.runs;
  exports dev.fathom.train.tasks;
  exports dev.fathom.train.torch;
}
