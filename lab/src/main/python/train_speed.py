"""r1-mini's shape in PyTorch as one writes it: the yardstick of lab/bin/train-speed, no part of Fathom.

Arguments: threads, tokens of a micro-batch, tokens of a step, steps, adamw|muon, bf16|f32.
Prints tokens a second by the clock, tokens a second of processor time, loss; best of the steps.
"""
import sys, time
import torch
import torch.nn as nn
import torch.nn.functional as F

threads, micro, tokens, steps = map(int, sys.argv[1:5])
kind, half = sys.argv[5], sys.argv[6] == "bf16"
torch.set_num_threads(threads)
torch.manual_seed(1)
V, D, L, H, QR, KR, NOPE, ROPE, VW, E, K, W, DENSE = 512, 192, 8, 4, 96, 64, 32, 16, 32, 8, 2, 160, 512


def linear(i, o):
    return nn.Linear(i, o, bias=False)


def rotate(x, table):
    pairs = torch.view_as_complex(x.float().reshape(*x.shape[:-1], -1, 2))
    return torch.view_as_real(pairs * table).flatten(-2).type_as(x)


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.q_a, self.q_norm, self.q_b = linear(D, QR), nn.RMSNorm(QR, eps=1e-6), linear(QR, H * (NOPE + ROPE))
        self.kv_a, self.kv_norm = linear(D, KR + ROPE), nn.RMSNorm(KR, eps=1e-6)
        self.kv_b, self.o = linear(KR, H * (NOPE + VW)), linear(H * VW, D)

    def forward(self, x, table):
        S, T, _ = x.shape
        q = self.q_b(self.q_norm(self.q_a(x))).view(S, T, H, NOPE + ROPE)
        latent, k_rope = self.kv_a(x).split([KR, ROPE], -1)
        kv = self.kv_b(self.kv_norm(latent)).view(S, T, H, NOPE + VW)
        k_nope, v = kv.split([NOPE, VW], -1)
        k_rope = rotate(k_rope.unsqueeze(2), table).expand(S, T, H, ROPE)
        q = torch.cat([q[..., :NOPE], rotate(q[..., NOPE:], table)], -1)
        k = torch.cat([k_nope, k_rope], -1)
        a = F.scaled_dot_product_attention(q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2), is_causal=True)
        return self.o(a.transpose(1, 2).flatten(2))


class Mlp(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.gate, self.up, self.down = linear(D, width), linear(D, width), linear(width, D)

    def forward(self, x):
        return self.down(F.silu(self.gate(x)) * self.up(x))


class Mixture(nn.Module):
    def __init__(self):
        super().__init__()
        self.router = nn.Parameter(torch.randn(E, D) * 0.02)
        self.register_buffer("bias", torch.zeros(E))
        self.experts, self.shared = nn.ModuleList(Mlp(W) for _ in range(E)), Mlp(W)
        self.load, self.balance = torch.zeros(E), 0

    def forward(self, x, mask):
        S, T, _ = x.shape
        flat = x.reshape(-1, D)
        with torch.autocast("cpu", enabled=False):
            scores = torch.sigmoid(F.linear(flat.float(), self.router))
            chosen = (scores + self.bias).topk(K, -1).indices
            weights = scores.gather(1, chosen)
            weights = weights / (weights.sum(-1, keepdim=True) + 1e-20) * 1.5
            once = torch.zeros_like(scores).scatter(1, chosen, 1).view(S, T, E) * mask
            share = (scores / scores.sum(-1, keepdim=True)).view(S, T, E) * mask
            n = mask.sum(1)
            self.balance = (once.sum(1) / n * (share.sum(1) / n)).sum() * E / K
            self.load += once.sum((0, 1)).detach()
        out = torch.zeros_like(flat, dtype=torch.float32)
        for e in range(E):
            at, slot = torch.where(chosen == e)
            if len(at):
                out.index_add_(0, at, self.experts[e](flat[at]).float() * weights[at, slot, None])
        return (out + self.shared(flat)).view_as(x)


class Block(nn.Module):
    def __init__(self, dense):
        super().__init__()
        self.n1, self.n2 = nn.RMSNorm(D, eps=1e-6), nn.RMSNorm(D, eps=1e-6)
        self.attention, self.dense = Attention(), dense
        self.mlp = Mlp(DENSE) if dense else Mixture()

    def forward(self, x, table, mask):
        x = x + self.attention(self.n1(x), table)
        y = self.n2(x)
        return x + (self.mlp(y) if self.dense else self.mlp(y, mask))


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed, self.norm = nn.Embedding(V, D), nn.RMSNorm(D, eps=1e-6)
        self.blocks = nn.ModuleList(Block(i == 0) for i in range(L))
        self.enorm, self.hnorm, self.last = (nn.RMSNorm(D, eps=1e-6) for _ in range(3))
        self.join, self.ahead = linear(2 * D, D), Block(False)
        nn.init.normal_(self.embed.weight, 0, 0.02)
        f = 10000 ** (-torch.arange(0, ROPE, 2) / ROPE)
        angles = torch.outer(torch.arange(1024).float(), f)
        self.table = torch.polar(torch.ones_like(angles), angles)[:, None]

    def forward(self, ids, mask):
        T = ids.shape[1]
        x = self.embed(ids)
        for block in self.blocks:
            x = block(x, self.table[:T], mask)
        h = self.norm(x)
        both = torch.cat([self.enorm(self.embed(ids[:, 1:])), self.hnorm(h[:, :-1])], -1)
        m = self.last(self.ahead(self.join(both), self.table[: T - 1], mask[:, 1:]))
        head = lambda y: F.linear(y, self.embed.weight)
        return head(h), head(m)


rows, count = [], 0
while count < tokens:
    r = len(rows)
    rows.append([(r * 31 + t * 17 + t * t % 7) % V for t in range(60 + r * 97 % 341)])
    count += len(rows[-1])
rows.sort(key=len)
batches, at = [], 0
for to in range(1, len(rows) + 1):
    if to == len(rows) or (to + 1 - at) * len(rows[to]) > micro:
        batches.append(rows[at:to])
        at = to

model = Model()
matrices = [p for n, p in model.named_parameters() if p.dim() == 2 and "embed" not in n and "router" not in n]
known = {id(p) for p in matrices}
others = [p for p in model.parameters() if id(p) not in known]
adamw = dict(lr=1e-3, betas=(0.9, 0.95), weight_decay=0.1, fused=True)
if kind == "muon":
    optimizers = [torch.optim.Muon(matrices, lr=0.02, momentum=0.95), torch.optim.AdamW(others, **adamw)]
else:
    optimizers = [torch.optim.AdamW(matrices + others, **adamw)]
mixtures = [m for m in model.modules() if isinstance(m, Mixture)]
ones = sum(len(r) - 1 for r in rows)
twos = sum(len(r) - 2 for r in rows)


def step():
    loss_sum = 0
    for batch in batches:
        T = len(batch[-1])
        ids = torch.tensor([r + [0] * (T - len(r)) for r in batch])
        lengths = torch.tensor([len(r) for r in batch])
        mask = (torch.arange(T)[None] < lengths[:, None]).float().unsqueeze(-1)
        wanted = ids.masked_fill(mask.squeeze(-1) == 0, -100)
        with torch.autocast("cpu", torch.bfloat16, enabled=half):
            one, two = model(ids, mask)
        main = F.cross_entropy(one[:, :-1].float().flatten(0, 1), wanted[:, 1:].flatten(), reduction="sum") / ones
        ahead = F.cross_entropy(two[:, :-1].float().flatten(0, 1), wanted[:, 2:].flatten(), reduction="sum") / twos
        balance = sum(m.balance for m in mixtures) / len(rows)
        (main + 0.3 * ahead + 1e-4 * balance).backward()
        loss_sum += main.item()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    for optimizer in optimizers:
        optimizer.step()
        optimizer.zero_grad()
    for m in mixtures:
        m.bias += 1e-3 * torch.sign(m.load.mean() - m.load)
        m.load.zero_()
    return loss_sum


loss = step()
wall = busy = 1e9
for _ in range(steps):
    t, c = time.perf_counter(), time.process_time()
    loss = step()
    wall, busy = min(wall, time.perf_counter() - t), min(busy, time.process_time() - c)
print(f"{count / wall:.0f} {count / busy:.0f} {loss:.4f}")
