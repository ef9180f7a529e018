"""The trained PyTorch model, greedy, WITHOUT a KV cache, against the answers of the ONNX model in Node WITH the cache."""
import json, torch, data, random; from model import LM, Cfg
torch.set_num_threads(1); ck = torch.load('ckpt.pt'); c = ck['cfg']; m = LM(Cfg(c['vocab'], c['d'], c['layers'], c['heads'], c['ff'], c['maxlen'])); m.load_state_dict(ck['sd']); m.eval()
E = json.load(open('../expected.json')); S = random.Random(0).sample(E, 60); same = 0
with torch.no_grad():
    for e in S:
        ids = [data.BOS] + data.enc(e['prompt']) + [data.SEP]; out = []
        for _ in range(150):
            x = torch.tensor([ids]); lg, _ = m(x, torch.ones_like(x), torch.arange(len(ids))[None]); t = int(lg[0, -1].argmax())
            if t == data.EOS: break
            out.append(t); ids.append(t)
        same += data.dec(out) == e['model']
print('same', same, '/', len(S))
