/* Preloaded beside a library whose `cpuid` instructions were replaced by `ud2`: answers each as
   the processor does, less the instruction sets that HIDDEN_INSTRUCTIONS names ("avx512" hides
   AVX-512 and all 8-bit dot products, "vnni" the dot products alone). */
#define _GNU_SOURCE
#include <cpuid.h>
#include <dlfcn.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

/* Bits of leaf 7 as in Intel's manual, volume 2A, CPUID. */
#define AVX512_EBX ((1u << 16) | (1u << 17) | (1u << 21) | (1u << 26) | (1u << 27) | (1u << 28) | (1u << 30) | (1u << 31))
#define AVX512_ECX ((1u << 1) | (1u << 6) | (1u << 12) | (1u << 14))
#define AVX512_AND_AMX_EDX ((1u << 2) | (1u << 3) | (1u << 8) | (1u << 22) | (1u << 23) | (1u << 24) | (1u << 25))
#define AVX512_VNNI_ECX (1u << 11)
#define AVX_VNNI_EAX (1u << 4)
#define AVX512_BF16_EAX (1u << 5)
#define AVX_VNNI_INT8_AND_INT16_EDX ((1u << 4) | (1u << 10))

static int avx512;

static void answer(int number, siginfo_t *info, void *context) {
    greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
    const unsigned char *at = (const unsigned char *)registers[REG_RIP];
    unsigned leaf = (unsigned)registers[REG_RAX], part = (unsigned)registers[REG_RCX], a, b, c, d;
    (void)info;
    if (at[0] != 0x0f || at[1] != 0x0b) {
        signal(number, SIG_DFL);
        return;
    }
    __cpuid_count(leaf, part, a, b, c, d);
    if (leaf == 7 && part == 0) {
        c &= ~AVX512_VNNI_ECX;
        if (avx512) {
            b &= ~AVX512_EBX;
            c &= ~AVX512_ECX;
            d &= ~AVX512_AND_AMX_EDX;
        }
    }
    if (leaf == 7 && part == 1) {
        a &= ~(AVX_VNNI_EAX | (avx512 ? AVX512_BF16_EAX : 0));
        d &= ~AVX_VNNI_INT8_AND_INT16_EDX;
    }
    registers[REG_RAX] = a;
    registers[REG_RBX] = b;
    registers[REG_RCX] = c;
    registers[REG_RDX] = d;
    registers[REG_RIP] += 2;
}

static int (*set_action)(int, const struct sigaction *, struct sigaction *);

/* Nobody takes the handler's place, as Python's faulthandler would. */
int sigaction(int number, const struct sigaction *action, struct sigaction *before) {
    if (!set_action) *(void **)&set_action = dlsym(RTLD_NEXT, "sigaction");
    if (number == SIGILL && action && action->sa_sigaction != answer) action = NULL;
    return set_action(number, action, before);
}

__attribute__((constructor)) static void start(void) {
    const char *hidden = getenv("HIDDEN_INSTRUCTIONS");
    struct sigaction action;
    avx512 = hidden && strcmp(hidden, "avx512") == 0;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = answer;
    action.sa_flags = SA_SIGINFO | SA_NODEFER;
    sigaction(SIGILL, &action, NULL);
}
