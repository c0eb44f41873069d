/**
 * Numbers of the kernels in an encoded program: the one list that the encoder and the interpreter
 * share. `End` closes a program.
 */
export enum Opcode {
  End = 0,
  Matmul = 1,
  Attention = 2,
  AttentionGrad = 3,
  LayerNorm = 4,
  LayerNormGrad = 5,
  LayerNormParameterGrad = 6,
  Activation = 7,
  ActivationGrad = 8,
  Add = 9,
  AddBias = 10,
  Scale = 11,
  Fill = 12,
  Copy = 13,
  Dropout = 14,
  Gather = 15,
  ScatterAdd = 16,
  SumRows = 17,
  SegmentMean = 18,
  SegmentMeanGrad = 19,
  CrossEntropyRows = 20,
  CrossEntropySum = 21,
  CrossEntropyGrad = 22,
  SquaredNormPartials = 23,
  SquaredNormSum = 24,
  ClipFactor = 25,
  AdamUpdate = 26,
  SgdUpdate = 27,
}
