package io.zonescaler.math;

/**
 * Holds the published constants of {@link PortableMath} in one place, so that a port copies exactly
 * these bits.
 *
 * <p>Every table was computed with 400-bit arithmetic and rounded to nearest; a value that needs
 * more than a double is split into a high and a low part.
 */
final class MathTables {
  private MathTables() {}

  /** {@code 2^(j/32)} for j in 0..31, high part. */
  static final double[] EXP2_HIGH = {
    0x1.0p0, 0x1.059b0d3158574p0, 0x1.0b5586cf9890fp0, 0x1.11301d0125b51p0,
    0x1.172b83c7d517bp0, 0x1.1d4873168b9aap0, 0x1.2387a6e756238p0, 0x1.29e9df51fdee1p0,
    0x1.306fe0a31b715p0, 0x1.371a7373aa9cbp0, 0x1.3dea64c123422p0, 0x1.44e086061892dp0,
    0x1.4bfdad5362a27p0, 0x1.5342b569d4f82p0, 0x1.5ab07dd485429p0, 0x1.6247eb03a5585p0,
    0x1.6a09e667f3bcdp0, 0x1.71f75e8ec5f74p0, 0x1.7a11473eb0187p0, 0x1.82589994cce13p0,
    0x1.8ace5422aa0dbp0, 0x1.93737b0cdc5e5p0, 0x1.9c49182a3f09p0, 0x1.a5503b23e255dp0,
    0x1.ae89f995ad3adp0, 0x1.b7f76f2fb5e47p0, 0x1.c199bdd85529cp0, 0x1.cb720dcef9069p0,
    0x1.d5818dcfba487p0, 0x1.dfc97337b9b5fp0, 0x1.ea4afa2a490dap0, 0x1.f50765b6e454p0,
  };

  /** {@code 2^(j/32)} for j in 0..31, low part. */
  static final double[] EXP2_LOW = {
    0x0.0p0, 0x1.d73e2a475b465p-55, 0x1.8a62e4adc610bp-54, -0x1.6c51039449b3ap-54,
    -0x1.19041b9d78a76p-55, 0x1.e016e00a2643cp-54, 0x1.9b07eb6c70573p-54, 0x1.612e8afad1255p-55,
    0x1.6f46ad23182e4p-55, -0x1.63aeabf42eae2p-54, 0x1.ada0911f09ebcp-55, 0x1.89b7a04ef80dp-59,
    0x1.d4397afec42e2p-56, -0x1.07abe1db13cadp-55, 0x1.6324c054647adp-54, -0x1.383c17e40b497p-54,
    -0x1.bdd3413b26456p-54, -0x1.16e4786887a99p-55, -0x1.41577ee04992fp-55, -0x1.d4c1dd41532d8p-54,
    0x1.6e9f156864b27p-54, -0x1.75fc781b57ebcp-57, 0x1.c7c46b071f2bep-56, -0x1.d2f6edb8d41e1p-54,
    0x1.7a1cd345dcc81p-54, -0x1.5584f7e54ac3bp-56, 0x1.11065895048ddp-55, 0x1.503cbd1e949dbp-56,
    0x1.2ed02d75b3707p-55, -0x1.1a5cd4f184b5cp-54, -0x1.e9c23179c2893p-54, 0x1.9d3e12dd8a18bp-54,
  };

  /** A reciprocal, of at most 13 bits, of the middle of sub-interval j of [0.6875, 1.375). */
  static final double[] LOG_C = {
    0x1.724p0, 0x1.6e2p0, 0x1.6a1p0, 0x1.662p0, 0x1.624p0, 0x1.5e7p0, 0x1.5acp0, 0x1.572p0,
    0x1.539p0, 0x1.501p0, 0x1.4cbp0, 0x1.495p0, 0x1.461p0, 0x1.42dp0, 0x1.3fbp0, 0x1.3cap0,
    0x1.399p0, 0x1.36ap0, 0x1.33bp0, 0x1.30dp0, 0x1.2ep0, 0x1.2b4p0, 0x1.289p0, 0x1.25ep0,
    0x1.234p0, 0x1.20bp0, 0x1.1e3p0, 0x1.1bbp0, 0x1.194p0, 0x1.16ep0, 0x1.148p0, 0x1.123p0,
    0x1.0ffp0, 0x1.0dbp0, 0x1.0b8p0, 0x1.095p0, 0x1.073p0, 0x1.052p0, 0x1.031p0, 0x1.0p0,
    0x1.0p0, 0x1.f44p-1, 0x1.eccp-1, 0x1.e58p-1, 0x1.de6p-1, 0x1.d78p-1, 0x1.d0cp-1, 0x1.ca4p-1,
    0x1.c4p-1, 0x1.bdep-1, 0x1.b7ep-1, 0x1.b2p-1, 0x1.ac6p-1, 0x1.a6ep-1, 0x1.a16p-1, 0x1.9c2p-1,
    0x1.97p-1, 0x1.92p-1, 0x1.8d4p-1, 0x1.886p-1, 0x1.83cp-1, 0x1.7f4p-1, 0x1.7aep-1, 0x1.768p-1,
  };

  /** {@code -log(LOG_C[j])}, high part: a multiple of 2^-42. */
  static final double[] LOG_HIGH = {
    -0x1.79db6681bp-2, -0x1.6e626e6aaap-2, -0x1.62f570a539p-2, -0x1.57c2f53b05p-2,
    -0x1.4c9f09e153p-2, -0x1.418a821a4cp-2, -0x1.36b5776bc1p-2, -0x1.2bf287cc41p-2,
    -0x1.214296d08ap-2, -0x1.16a68c9dbdp-2, -0x1.0c50965e74p-2, -0x1.01dfa5529ap-2,
    -0x1.ef6f5e338cp-3, -0x1.daeb5aa6c4p-3, -0x1.c6ff3c6efcp-3, -0x1.b34885022ep-3,
    -0x1.9f60c06846p-3, -0x1.8c19fe2982p-3, -0x1.78a4584cp-3, -0x1.656a6be1dep-3,
    -0x1.526e5e3a1cp-3, -0x1.3fb25a5952p-3, -0x1.2d38907e04p-3, -0x1.1a93b7d43p-3,
    -0x1.08338affa2p-3, -0x1.ec3497b498p-4, -0x1.c8948014bcp-4, -0x1.a4a4637ed4p-4,
    -0x1.814be23f8cp-4, -0x1.5e8fa4d858p-4, -0x1.3b87598b1cp-4, -0x1.1920bc3d1cp-4,
    -0x1.eec11bf258p-5, -0x1.aab12cd3ap-5, -0x1.67f94f0948p-5, -0x1.24b532104p-5,
    -0x1.c5a92e163p-6, -0x1.44c28d451p-6, -0x1.85ac7e9e8p-7, 0x0.0p0,
    0x0.0p0, 0x1.7c61b1cf6p-6, 0x1.39f07ba0e8p-5, 0x1.b35dd9b588p-5,
    0x1.163d6ef958p-4, 0x1.518874226p-4, 0x1.8c985e9bap-4, 0x1.c6494a2e4p-4,
    0x1.fe89139dbcp-4, 0x1.1b35ae3b82p-3, 0x1.36f4c27578p-3, 0x1.527e5e4a1cp-3,
    0x1.6d35fee52cp-3, 0x1.87ad07c494p-3, 0x1.a27cc3064p-3, 0x1.bc69684aeep-3,
    0x1.d60a17f904p-3, 0x1.ef5ade4ddp-3, 0x1.03d95a1d67p-2, 0x1.107e404ab1p-2,
    0x1.1ca28c64bbp-2, 0x1.2896a13e08p-2, 0x1.34585a594cp-2, 0x1.403d086ceap-2,
  };

  /** {@code -log(LOG_C[j])}, low part. */
  static final double[] LOG_LOW = {
    0x1.4d319161a11f8p-44, 0x1.a3326a23b743dp-44, 0x1.5538453b676bap-44, -0x1.0494c017c2a52p-45,
    0x1.e1dde70e02dep-45, -0x1.544a950cdfe5p-45, -0x1.169785a9c223fp-46, -0x1.b0f4f549d8ecfp-45,
    0x1.cb6298064becap-44, -0x1.b546cd487dbdep-44, -0x1.91647f8ab8825p-44, -0x1.2d95d56371332p-44,
    -0x1.59e36e1b431a7p-46, 0x1.8bfe9b3f43035p-44, -0x1.ee1337e5107eep-44, -0x1.03ba859924374p-44,
    0x1.4355507c16436p-44, -0x1.5e01e0d7c912bp-49, -0x1.9e3f57d3f542ep-44, 0x1.a4d0df2ddfbcep-44,
    0x1.790ba37fc5238p-44, -0x1.195be6b358ff7p-44, -0x1.d2f4722be431cp-44, 0x1.3debbf4ec55f3p-44,
    -0x1.0533cac823e27p-44, 0x1.9ce038385817p-47, -0x1.6d371637a76fbp-45, 0x1.c42890c539de5p-44,
    -0x1.b2381da82fdfdp-51, -0x1.1c6fce08d711p-44, 0x1.2241594aca313p-45, 0x1.9221e62a516ap-44,
    -0x1.c84280496bda5p-44, -0x1.84590fd8b3b42p-46, -0x1.ecc1f3e7e4ed7p-44, 0x1.966b2dce75097p-46,
    0x1.962e95bcf75e5p-44, -0x1.98b0a50467942p-44, 0x1.248883197ad1cp-47, 0x0.0p0,
    0x0.0p0, -0x1.08fc8f849a447p-45, 0x1.eb129d642e577p-44, 0x1.d5674d6cf558ep-44,
    -0x1.7f3b038d8e6ebp-46, 0x1.30a1d96258b3ep-44, -0x1.37c377e430036p-44, 0x1.8a5e8ab20c4e6p-44,
    0x1.56594d82f7a82p-44, -0x1.20a2e76016a9dp-46, -0x1.4d9e2683a54edp-44, -0x1.4e60b8d4b411dp-44,
    -0x1.f127eb4f64e1fp-45, -0x1.70f53c386330ap-44, 0x1.d954963274bb8p-44, 0x1.8f6d5d141f9bdp-45,
    -0x1.5d6e06fc20d39p-44, -0x1.a211565bb8e11p-51, 0x1.a17880f236109p-44, -0x1.fb921823aafdap-48,
    -0x1.ac4f842f5566bp-46, 0x1.a8ed027e16952p-44, -0x1.d4d9bf230f411p-44, 0x1.e6ef574487308p-44,
  };

  /** {@code atan(j/16)} for j in 0..16, high part. */
  static final double[] ATAN_HIGH = {
    0x0.0p0, 0x1.ff55bb72cfdeap-5, 0x1.fd5ba9aac2f6ep-4, 0x1.7b97b4bce5b02p-3,
    0x1.f5b75f92c80ddp-3, 0x1.362773707ebccp-2, 0x1.6f61941e4def1p-2, 0x1.a64eec3cc23fdp-2,
    0x1.dac670561bb4fp-2, 0x1.0657e94db30dp-1, 0x1.1e00babdefeb4p-1, 0x1.345f01cce37bbp-1,
    0x1.4978fa3269ee1p-1, 0x1.5d58987169b18p-1, 0x1.700a7c5784634p-1, 0x1.819d0b7158a4dp-1,
    0x1.921fb54442d18p-1,
  };

  /** {@code atan(j/16)} for j in 0..16, low part. */
  static final double[] ATAN_LOW = {
    0x0.0p0, -0x1.c934d86d23f1dp-60, -0x1.cd37686760c17p-59, 0x1.347b0b4f881cap-58,
    0x1.8ab6e3cf7afbdp-57, -0x1.963a544b672d8p-57, -0x1.c63aae6f6e918p-56, -0x1.24dec1b50b7ffp-56,
    0x1.a2b7f222f65e2p-56, -0x1.d5b495f6349e6p-56, -0x1.928df287a668fp-58, 0x1.1021137c71102p-55,
    0x1.2419a87f2a458p-56, 0x1.0028e4bc5e7cap-57, -0x1.8c34d25aadef6p-56, -0x1.bf76229d3b917p-56,
    0x1.1a62633145c07p-55,
  };

  /** The binary digits of 2/pi after the point, 24 a piece: what the largest double needs. */
  static final int[] TWO_OVER_PI = {
    0xa2f983, 0x6e4e44, 0x1529fc, 0x2757d1, 0xf534dd, 0xc0db62, 0x95993c, 0x439041,
    0xfe5163, 0xabdebb, 0xc561b7, 0x246e3a, 0x424dd2, 0xe00649, 0x2eea09, 0xd1921c,
    0xfe1deb, 0x1cb129, 0xa73ee8, 0x8235f5, 0x2ebb44, 0x84e99c, 0x7026b4, 0x5f7e41,
    0x3991d6, 0x398353, 0x39f49c, 0x845f8b, 0xbdf928, 0x3b1ff8, 0x97ffde, 0x05980f,
    0xef2f11, 0x8b5a0a, 0x6d1f6d, 0x367ecf, 0x27cb09, 0xb74f46, 0x3f669e, 0x5fea2d,
    0x7527ba, 0xc7ebe5, 0xf17b3d, 0x0739f7, 0x8a5292, 0xea6bfb, 0x5fb11f, 0x8d5d08,
    0x560330, 0x46fc7b,
  };
}
