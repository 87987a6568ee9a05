"""The language models on Replicate one can choose, and what each family calls its inputs.

Field names follow the models' published schemas (April 2026): there are three names for the system's text and three for
the longest answer. The service takes no field that a model has not.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from vidstudio.core.scene_plan import PlanRequest
from vidstudio.errors import InputRefused

_NAME = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*(:[0-9a-f]{64})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """A model one can choose.

    Attributes:
        rates: US dollars for a million tokens in, and out; None where nobody knows before the bill.
    """

    id: str
    label: str
    rates: tuple[Decimal, Decimal] | None = None

    @property
    def price(self) -> str | None:
        """In words."""
        return None if self.rates is None else "${:.2f} in, ${:.2f} out a million tokens".format(*self.rates)

    def cost(self, tokens_in: float | None, tokens_out: float | None) -> Decimal | None:
        """US dollars of one answer, to a ten-thousandth; None where nobody knows."""
        if self.rates is None or tokens_in is None or tokens_out is None:
            return None
        per_in, per_out = self.rates
        whole = per_in * Decimal(str(tokens_in)) + per_out * Decimal(str(tokens_out))
        return (whole / 1_000_000).quantize(Decimal("0.0001"))


MODELS = (
    LanguageModel("openai/gpt-5-mini", "GPT-5 mini"),
    LanguageModel("openai/gpt-4.1-mini", "GPT-4.1 mini"),
    LanguageModel("anthropic/claude-4.5-haiku", "Claude 4.5 Haiku"),
    LanguageModel("google/gemini-2.5-flash", "Gemini 2.5 Flash"),
    LanguageModel("meta/meta-llama-3-70b-instruct", "Llama 3 70B", (Decimal("0.65"), Decimal("2.75"))),
)


@dataclass(frozen=True, slots=True)
class _Family:
    """How a family names its inputs.

    Attributes:
        limit, tokens: the field for the longest answer, and how long that may be; thinking counts too.
        system: the field for the system's text; empty: it goes before the prompt.
        template: of Llama's kind: the system's text goes into it, around ``{prompt}``.
    """

    limit: str
    tokens: int
    system: str = ""
    template: str = ""


_LLAMA = (
    "<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\n%s<|eot_id|>"
    "<|start_header_id|>user<|end_header_id|>\n\n{prompt}<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n"
)

_FAMILIES: Mapping[str, _Family] = {
    "openai/": _Family("max_completion_tokens", 16_384, "system_prompt"),
    "anthropic/": _Family("max_tokens", 8_192, "system_prompt"),
    "google/": _Family("max_output_tokens", 16_384, "system_instruction"),
    "meta/": _Family("max_tokens", 4_096, template=_LLAMA),
}


def language_model(model_id: str) -> LanguageModel:
    """The model of that name: from the table, else one the user named; raises ``InputRefused`` for no name."""
    for known in MODELS:
        if known.id == model_id:
            return known
    if not _NAME.fullmatch(model_id):
        choices = ", ".join(known.id for known in MODELS)
        raise InputRefused(f"“{model_id}” is not the name of a language model.", f"Choose one of {choices}.")
    return LanguageModel(model_id, model_id)


def inputs_for(request: PlanRequest, model_id: str) -> dict[str, Any]:
    """The input of a prediction in the model's own field names; of an unknown family only the prompt is known."""
    family = next((family for start, family in _FAMILIES.items() if model_id.startswith(start)), None)
    if family is None:
        return {"prompt": f"{request.system}\n\n{request.spelled_out}"}
    inputs: dict[str, Any] = {"prompt": request.spelled_out, family.limit: family.tokens}
    if family.template:
        return inputs | {"prompt_template": family.template % request.system}
    return inputs | {family.system: request.system}
