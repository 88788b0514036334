# Writes blocks/*.bin; needs numpy, gguf-py and torch. Not part of the build: the results are kept beside this file.
import numpy as np, struct, sys
from gguf import quants, GGMLQuantizationType as T
rng = np.random.default_rng(20250701)
SIZES = {"Q4_0":(18,[0]),"Q4_1":(20,[0,2]),"Q5_0":(22,[0]),"Q5_1":(24,[0,2]),"Q8_0":(34,[0]),
 "Q2_K":(84,[80,82]),"Q3_K":(110,[108]),"Q4_K":(144,[0,2]),"Q5_K":(176,[0,2]),"Q6_K":(210,[208]),
 "IQ4_NL":(18,[0]),"IQ4_XS":(136,[0]),"MXFP4":(17,[]),"BF16":(2,[]),"F16":(2,[])}
LEN = lambda n: 256 if SIZES[n][0] > 40 else (1 if SIZES[n][0]==2 else 32)
import os
os.makedirs("blocks", exist_ok=True)
for name,(size,halves) in SIZES.items():
    blocks = {256:3, 32:16, 1:512}[LEN(name)]
    raw = rng.integers(0,256,(blocks,size),dtype=np.uint8)
    for at in halves:
        # finite halves of every magnitude, both signs
        h = (rng.standard_normal(blocks) * 10.0 ** rng.integers(-7,4,blocks)).astype(np.float16)
        raw[:,at:at+2] = h.view(np.uint8).reshape(blocks,2)
    if name == "MXFP4": raw[:8,0] = [0,1,2,3,127,128,200,254]
    if name == "F16": out = raw.view(np.float16).astype(np.float32)
    else: out = quants.dequantize(raw.reshape(-1) if LEN(name)==1 else raw.reshape(-1), T[name])
    out = np.ascontiguousarray(out.reshape(-1), dtype="<f4")
    assert out.size == blocks*LEN(name)
    with open(f"blocks/{name}.bin","wb") as f:
        f.write(raw.tobytes()); f.write(out.tobytes())
    print(name, blocks, out.size, np.isnan(out).sum())
import torch
codes = torch.arange(256,dtype=torch.int16).to(torch.uint8)
vals = codes.view(torch.float8_e4m3fn).to(torch.float32).numpy().astype("<f4")
with open("blocks/F8_E4M3.bin","wb") as f:
    f.write(codes.numpy().tobytes()); f.write(vals.tobytes())
# encoders: 512 f32, then codes of F16, BF16, F8 (torch, round to nearest even), Q8_0, Q4_0 (gguf-py)
x = (rng.standard_normal(512) * 10.0 ** rng.integers(-4,2,512)).astype("<f4")
x[:32] = 0
x[32:64] = np.arange(32)*2.0**-10      # subnormals and ties of E4M3
x[64:96] = (np.arange(32)+16)*0.5+0.25   # ties
x = np.clip(x,-440,440)
t = torch.from_numpy(x.copy())
with open("blocks/encode.bin","wb") as f:
    f.write(x.tobytes()); f.write(x.astype(np.float16).tobytes())
    f.write(t.to(torch.bfloat16).view(torch.int16).numpy().tobytes())
    f.write(t.to(torch.float8_e4m3fn).view(torch.uint8).numpy().tobytes())
    f.write(quants.quantize(x,T.Q8_0).tobytes()); f.write(quants.quantize(x,T.Q4_0).tobytes())
