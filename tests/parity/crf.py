"""A linear-chain CRF by pytorch-crf's formula (peft-spec §3), in PyTorch with autograd, its likelihood and
best path checked against every path there is.

    python tests/parity/crf.py       (torch 2.13.0)

Writes tests/fixtures/parity/crf.json.
"""

import itertools
import json

import torch



def score(e, tags, trans, start, end):
    total = start[tags[0]] + e[0, tags[0]]
    for t in range(1, len(tags)):
        total = total + trans[tags[t - 1], tags[t]] + e[t, tags[t]]
    return total + end[tags[-1]]


def log_partition(e, trans, start, end):
    alpha = start + e[0]
    for t in range(1, len(e)):
        alpha = torch.logsumexp(alpha[:, None] + trans, 0) + e[t]
    return torch.logsumexp(alpha + end, 0)


def viterbi(e, trans, start, end):
    best, back = start + e[0], []
    for t in range(1, len(e)):
        paths = best[:, None] + trans
        back.append(paths.argmax(0))
        best = paths.max(0).values + e[t]
    tag = int((best + end).argmax())
    path = [tag]
    for pointers in reversed(back):
        path.insert(0, int(pointers[path[0]]))
    return path



def main():
    torch.manual_seed(3)
    cases = []
    for name, classes, lengths, scale in [
        ("three tags", 3, [4, 1, 5], 1.0),
        ("nine tags, a segment without any", 9, [7, 0, 3, 1], 2.0),
        ("scores of ten thousand", 4, [3, 4], 1e4),
        ("one tag", 1, [2, 3], 1.0),
    ]:
        # Every second token has no tag: the chain goes on behind it.
        tokens = [2 * n for n in lengths]
        e = (scale * torch.randn(sum(tokens), classes)).double().requires_grad_()
        trans, start, end = (
            torch.empty(shape).uniform_(-0.1, 0.1).mul(scale).double().requires_grad_()
            for shape in [(classes, classes), (classes,), (classes,)]
        )
        tags, path, spans, at, loss = [], [], [], 0, 0.0
        for n, length in zip(lengths, tokens):
            own = torch.randint(classes, (n,)).tolist()
            spans.append([at, length])
            rows = e[at : at + length][::2]
            if n:
                loss = loss + log_partition(rows, trans, start, end) - score(rows, own, trans, start, end)
                best = viterbi(rows.detach(), trans.detach(), start.detach(), end.detach())
                if n <= 5 and classes <= 4:
                    every = [
                        (float(score(rows, list(p), trans, start, end)), list(p))
                        for p in itertools.product(range(classes), repeat=n)
                    ]
                    assert max(every)[1] == best
                    total = torch.logsumexp(torch.tensor([s for s, _ in every]).double(), 0)
                    assert abs(float(total - log_partition(rows, trans, start, end))) < 1e-6 * max(1, abs(float(total)))
            else:
                best = []
            for i in range(length):
                tags.append(own[i // 2] if i % 2 == 0 else -100)
                path.append(best[i // 2] if i % 2 == 0 else -1)
            at += length
        loss = loss / 3
        loss.backward()
        flat = lambda x: [float(v) for v in x.detach().flatten()]
        cases.append(
            {
                "name": name,
                "classes": classes,
                "emissions": flat(e),
                "tags": tags,
                "spans": spans,
                "transitions": flat(trans),
                "start": flat(start),
                "end": flat(end),
                "divisor": 3,
                "loss": float(loss),
                "path": path,
                "gradients": {
                    "emissions": flat(e.grad),
                    "transitions": flat(trans.grad),
                    "start": flat(start.grad),
                    "end": flat(end.grad),
                },
            }
        )
    with open("tests/fixtures/parity/crf.json", "w") as file:
        json.dump(cases, file)


if __name__ == "__main__":
    main()
