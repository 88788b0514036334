# python3 random-f16.py [OUT.gguf LAYERS]: a random qwen2 in f16; layers after the sixth repeat the first six
import gguf, numpy as np, sys
from gguf import GGUFWriter
rng=np.random.default_rng(11)
out="/models/quant/random-375m.gguf"; L,H,F,A,K,V,D=6,1536,8960,12,2,32000,128
if len(sys.argv)>2: out,L=sys.argv[1],int(sys.argv[2])
w=GGUFWriter(out,"qwen2",use_temp_file=False); w.add_block_count(L); w.add_context_length(4096); w.add_embedding_length(H); w.add_feed_forward_length(F); w.add_head_count(A); w.add_head_count_kv(K); w.add_layer_norm_rms_eps(1e-6); w.add_rope_freq_base(10000.0); w.add_file_type(1)
w.add_tokenizer_model("gpt2"); w.add_tokenizer_pre("qwen2"); 
b=[i for i in list(range(33,127))+list(range(161,173))+list(range(174,256))]; c=b[:]; n=0
for i in range(256):
    if i not in b: b.append(i); c.append(256+n); n+=1
toks=[chr(x) for x in c]; toks+= [f"<t{i}>" for i in range(V-len(toks))]
w.add_token_list(toks); w.add_token_types([1]*V); w.add_token_merges(["a b"]); w.add_bos_token_id(300); w.add_eos_token_id(301)
made={}
def t(name,*s,std=0.02):
    part=name.split("."); key=name if part[0]!="blk" else f"{int(part[1])%6}.{part[2]}"
    if key not in made: made[key]=(rng.standard_t(6,size=s,).astype(np.float32)*std).astype(np.float16)
    w.add_tensor(name,made[key])
def f(name,n,v=1.0): w.add_tensor(name,(v+0*rng.standard_normal(n)).astype(np.float32))
t("token_embd.weight",V,H,std=1.0); t("output.weight",V,H,std=0.05); f("output_norm.weight",H)
for i in range(L):
    p=f"blk.{i}."; f(p+"attn_norm.weight",H); f(p+"ffn_norm.weight",H)
    t(p+"attn_q.weight",A*D,H); t(p+"attn_k.weight",K*D,H); t(p+"attn_v.weight",K*D,H); t(p+"attn_output.weight",H,A*D)
    for n,s in (("q",A*D),("k",K*D),("v",K*D)): f(p+f"attn_{n}.bias",s,0.0)
    t(p+"ffn_gate.weight",F,H); t(p+"ffn_up.weight",F,H); t(p+"ffn_down.weight",H,F)
w.write_header_to_file(); w.write_kv_data_to_file(); w.write_tensors_to_file(); w.close()
