# python3 rollout_speed.py FOLDER THREADS BATCH LONGEST: transformers' generate on what RolloutSpeed.java samples
import sys, time, torch
from transformers import AutoModelForCausalLM

folder, threads, batch, longest = sys.argv[1], *map(int, sys.argv[2:5])
torch.set_num_threads(threads)
model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
ids = torch.randint(2, model.config.vocab_size, (batch, 60), generator=torch.Generator().manual_seed(1))
model.generation_config.eos_token_id = None
model.generation_config.pad_token_id = 2


def sample(count):
    with torch.no_grad():
        said = model.generate(ids, attention_mask=torch.ones_like(ids), max_new_tokens=count, min_new_tokens=count,
                              do_sample=True, temperature=1.0, top_k=0, top_p=1.0)
    return batch * (said.shape[1] - 60)


sample(4)
start, busy = time.time(), time.process_time()
tokens = sample(longest)
print(f"{tokens / (time.time() - start):.0f} {2 * tokens / (time.process_time() - busy):.0f}")
