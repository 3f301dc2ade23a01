"""Why something cannot be: a code with its values, and the one place where it becomes an English sentence.

A command prints the sentence. The page gets code and values, and has a sentence in each of its languages.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Union

SENTENCES: dict[str, str] = {
    # Devices
    "not_installed": "{library} is not installed",
    "extra_not_installed": "{library} is not installed: it comes with the extra [{extra}]",
    "no_drivers_here": "there are no NVIDIA drivers for this system",
    "no_driver": "no NVIDIA driver found",
    "no_gpu": "no NVIDIA GPU found",
    "no_compiler": "CUDA's compiler is not there, which comes with the extra [cuda]: {error}",
    "old_driver": "the NVIDIA driver is too old: it knows CUDA {known}, the kernels need {needed}",
    "old_gpu": "the {gpu} is too old: of compute capability {capability}, not {oldest}",
    "simulated": "Numba's CUDA simulator is switched on, which is for tests alone",
    "driver_error": "the driver reports: {error}",
    "gpu_error": "the NVIDIA GPU cannot be asked: {error}",
    "gpu_lost": "the GPU does not answer any more: {error}",
    "torch_lost": "PyTorch gave up on the device {place}: {error}",
    "torch_does_not_load": "PyTorch does not load: {error}",
    "not_prepared": "it could not be prepared: {error}",
    "cannot_compute": "it cannot compute this: {error}",
    "kernel_damaged": "the file of {kernel} is damaged",
    "no_python": "there is no Python to start for compiling",
    "not_compiled_in_time": "the kernels were not compiled within {seconds} s",
    "not_compiled": "the kernels could not be compiled: {error}",
    "no_machine_code": "there is no function {function} in the machine code of {kernel}",
    "kernel_failed": "the kernel {kernel} failed, and what it computed is lost",
    "too_wide": "too wide for the GPU kernel: {shape} needs {wanted} KB of shared memory, there are {have}",
    "too_wide_for_batches": (
        "too wide for the GPU kernel: {shape} with batches of {batch_size} normalised needs {wanted} KB "
        "of shared memory, there are {have}"
    ),
    "too_much_memory": (
        "a network of {shape} would need about {wanted} GiB to train; PyTorch may use at most {have} GiB"
    ),
    "too_much_memory_together": (
        "{n_networks} networks of {shape} would need about {wanted} GiB to train; PyTorch may use at "
        "most {have} GiB"
    ),
    "unknown_device": "device must be one of {allowed}, got {got}",
    "device_unavailable": "device {device} cannot be chosen: {reason}; there is {allowed}",
    # One field of an experiment
    "unknown_field": "an experiment has no field {got}",
    "unknown_view_field": "a view has no field {got}",
    "not_a_number": "{field} must be a number, got {got}",
    "not_whole": "{field} must be a whole number, got {got}",
    "not_a_flag": "{field} must be true or false, got {got}",
    "not_a_list": "{field} must be a list, got {got}",
    "not_a_text": "{field} must be a text, got {got}",
    "not_one_of": "{field} must be one of {allowed}, got {got}",
    "not_some_of": "{field} must be some of {allowed}, got {got}",
    "out_of_range": "{field} must be between {low} and {high}, got {got}",
    "layers_out_of_range": "the number of hidden layers must be between {low} and {high}, got {got}",
    "neurons_not_whole": "the number of neurons in a hidden layer must be a whole number, got {got}",
    "neurons_out_of_range": (
        "the number of neurons in a hidden layer must be between {low} and {high}, got {got}"
    ),
    "names_out_of_range": "the number of {field} must be between {low} and {high}, got {got}",
    "characters_out_of_range": (
        "the number of characters in {field} must be between {low} and {high}, got {got}"
    ),
    "nothing_to_choose": "there is no {field} to choose here, got {got}",
    "not_for_links": "{field} must be letters, digits and signs that a link can carry, got {got}",
    "not_live": "{field} cannot change while training goes on",
    "not_hidden": "{field} must be a hidden layer, got {got}, the output",
    "in_link": "{key} in the link: {reason}",
    "unknown_key": "a link has no key {got}; it may have {allowed}",
    "unknown_key_like": "a link has no key {got}; perhaps {allowed} is meant",
    "link_too_long": "a link must have at most {high} characters, got {got}",
    # Fields that do not go together
    "loss_of_classes": "{field} must be {allowed} for {problem}, got {got}",
    "features_of_planes": "{field} must be some of {allowed} or formulas of x1 for a curve, got {got}",
    "activations_without_layers": "{field} must be at most {high}, one for each hidden layer, got {got}",
    "batch_of_one": (
        "{field} must be at least 2 with batch normalisation, which needs points to compare, got {got}"
    ),
    "layer_of_one": (
        "{field} must be at least 2 neurons each with layer normalisation, which compares them, got 1"
    ),
    "accuracy_of_numbers": (
        "{field} must be 0 where a number is learnt and nothing is right or wrong, got {got}"
    ),
    # Why a text is no formula; positions count from 1
    "formula_too_long": "a formula must have at most {high} characters beside spaces, got {got}",
    "formula_too_deep": (
        "position {position}: a formula must not have more than {high} parentheses, functions and powers "
        "inside each other"
    ),
    "formula_empty": "there is no formula; it needs a number or a name",
    "formula_stranger": "position {position}: no formula has the sign {found}",
    "formula_equals": "position {position}: = alone is nothing; whether two are equal is asked by ==",
    "formula_number_too_large": "position {position}: this number is too large",
    "formula_ends": (
        "position {position}: the formula ends where a number, a name, a function or ( must stand"
    ),
    "formula_operand_missing": (
        "position {position}: a number, a name, a function or ( must stand here, got {found}"
    ),
    "formula_operator_missing": "position {position}: a sign such as + or * must stand before {found}",
    "formula_unknown_name": (
        "position {position}: {found} is not known; there is {allowed}, and there are the functions "
        "{functions}"
    ),
    "formula_bare_function": "position {position}: ( must follow {found}, as in {found}(2)",
    "formula_arguments": (
        "position {position}: the number of arguments of {found} must be {needed}, got {got}"
    ),
    "formula_arguments_or_more": (
        "position {position}: the number of arguments of {found} must be {needed} or more, got {got}"
    ),
    "formula_not_closed": "position {position}: this ( is not closed",
    "formula_not_opened": "position {position}: this ) closes nothing",
    "formula_comma": (
        "position {position}: a comma must stand between the arguments of a function; decimals have a point"
    ),
    "formula_comparisons": "position {position}: two comparisons in a row must be joined by and",
    "formula_number_wanted": "position {position}: a number must stand here, got something true or false",
    "formula_truth_wanted": (
        "position {position}: something true or false must stand here, such as a comparison, got a number"
    ),
    # Why a formula is no feature
    "bad_formula": "{field} must be names or formulas, got {got}: {reason}",
    "bad_expression": "{field} cannot be {got}: {reason}",
    "too_few_points": "{field} must be 0, for as many as usual, or at least {low}, got {got}",
    "not_a_feature": "{field} must be some of {allowed} or formulas of x1 and x2, got {got}",
    "formulas_out_of_range": (
        "the number of formulas among the {field} must be between {low} and {high}, got {got}"
    ),
    "value_constant": "{formula} is the same everywhere: there is no x1 or x2 in it",
    "value_not_finite": "{formula} has no finite value at {place}",
    "value_too_large": "{formula} is beyond {high} at {place}",
    # Data of one's own in an experiment
    "not_two_inputs": "{field} must be two different inputs from x1 to {allowed}, or none, got {got}",
    "not_held": "{field}: what is held must be an input up to {allowed} and a number, as x3:4, got {got}",
    "held_twice": "{field}: what is held must be other inputs than those shown, each once, got {got}",
    "not_chosen_inside": "{field}: what is chosen in {name} must be of {allowed}, each once, got {got}",
    "choice_not_whole": "{field}: the number of {key} must be whole, got {got}",
    "not_a_table": "{field} must be a table, got {got}",
    "no_own_data": "{field} must be there for data of your own: paint some, or bring a table",
    "table_of_numbers": "{field} must have classes to be learnt here; {got} has numbers",
    "table_of_classes": "{field} must have numbers to be learnt here; {got} has classes",
    "features_of_more": "{field} must be of the {n} inputs that points have here, up to {allowed}, got {got}",
    "table_not_here": "{field} must be known to this server: {got} is not; bring the data first",
    "not_painted": "{field} must be a painted table to be changed by hand, got {got}",
    "painted_since": "the points were changed by somebody else meanwhile; here they are as they are now",
    "not_points": (
        "{field} must be as points are: a title, classes, and rows of two places from -6 to 6, a label and "
        "whether it is to test with"
    ),
    "no_such_row": "a row must be between 0 and {high}, got {got}",
    # Why something is no table
    "rows_out_of_range": "the number of rows must be between {low} and {high}, got {got}",
    "column_number_out_of_range": "the number of inputs must be between {low} and {high}, got {got}",
    "class_number_out_of_range": "the number of classes must be between {low} and {high}, got {got}",
    "name_twice": "two columns or classes have the name {name}",
    "no_name": "a name must be 1 to {high} letters that can be seen, got {got}",
    "label_of_no_class": "each row must be of one of the classes",
    "uneven_table": "each row must have as many numbers as there are inputs, and a label; got {got}",
    "number_out_of_table": "the numbers of a table must be between -{high} and {high}",
    "all_of_one_set": "some rows must be there to train with and some to test with",
    "no_picture": "a picture with sides of {side} has {wanted} inputs, got {got}",
    # Why a file is no table, or cannot be used as somebody wants
    "table_too_large": "a table must have at most {most} KB, got {got} KB",
    "table_no_text": (
        "a table must be text in UTF-8, UTF-16 or Windows-1252; at position {position} stands something else"
    ),
    "table_empty": "a table must have rows; here there is none",
    "table_too_many_rows": "a table must have at most {high} rows; here there are more",
    "table_too_many_columns": "row {row}: a table must have 1 to {high} columns, got {got}",
    "table_row_too_long": (
        "row {row}: a row must have at most {high} letters, and quotation marks must be closed"
    ),
    "table_uneven_row": "row {row} must have {wanted} cells, as the first has, got {got}",
    "table_quotes": (
        "row {row}, from line {line} on: quotation marks must be closed, and a separator must follow then"
    ),
    "table_cell_too_long": ("row {row}, column {column}: a cell must have at most {high} letters, got {got}"),
    "table_cell_unseen": (
        "row {row}, column {column}: a cell must have no signs that nobody sees, got {got}"
    ),
    "table_name_too_long": (
        "row {row}, column {column}: the name of a column must have at most {high} letters, got {got}"
    ),
    "table_number_too_large": (
        "row {row}, column {column} ({name}): a number must be between -{high} and {high}, got {got}"
    ),
    "table_no_number": ("row {row}, column {column} ({name}): a number or a gap must stand here, got {got}"),
    "table_gap": "row {row}, column {column} ({name}): there must be a value; {n} rows have gaps",
    "table_empty_column": "column {name} has nothing but gaps in the rows used; it must have some value",
    "table_only_gaps": ("every row has a gap in one of the columns that count; at least some must have none"),
    "table_no_json": (
        "JSON must be a list of points with named values, or an object with columns: lists of as many "
        "values each, or names beside rows"
    ),
    "table_json_value": (
        "row {row}, column {column}: a number, a text, true, false or null must stand here, got {got}"
    ),
    "table_roles": (
        "each of the {wanted} columns must be an input, the target, the split or left out, got {got}"
    ),
    "table_no_target": "exactly 1 column must be the target, got {got}",
    "table_no_input": "at least 1 column must be an input, got 0",
    "table_two_splits": "at most 1 column must say which rows are to test with, got {got}",
    "table_split_words": (
        "column {name}, which says what is to test with, must have 2 different words, got {got}"
    ),
    "table_many_inputs": (
        "column {name} has {n} different words, an input each; all inputs together must be at "
        "most {high}, got {got}"
    ),
    "table_word_too_long": (
        "column {name}: its name and a word, or a class, must have at most {high} letters, got {got}"
    ),
    "table_target_words": (
        "column {name}, the target, must have 2 to {high} different words to be classes, got {got}"
    ),
    "table_no_column": "there is no column {got}; there is {allowed}",
    # Weights from a file
    "file_too_large": "the file must have at most {most} KB, unpacked too, got {got} KB",
    "not_weights": "the file is neither weights in JSON nor an archive of them, as they are taken away here",
    "weights_not_finite": "weights must be numbers between -{most} and {most}",
    "weights_of_another_shape": "the weights are of a network of {got} neurons, this one has {wanted}",
    "no_room_for_weights": "no network here has {got} neurons; what a file does not say is as in this room",
    "weights_of_another_kind": "the weights are of a network whose {field} is {got}; here it is {allowed}",
    # Why a run has stopped
    "none_better": "no earlier weights of this run are known that have a smaller test loss",
    "early-stopping": (
        "The test loss has not fallen since epoch {best}; the weights of that epoch, the best, are back."
    ),
    "epoch": "Epoch {epoch} is reached.",
    "loss": "The test loss is down to {loss}.",
    "accuracy": "{accuracy} % of the test points are told right.",
    # Why a run does not learn
    "no_features": "No feature is on: the network gets nothing to look at and can give one answer only.",
    "no_points": "There are no training points.",
    "one_target": "All training points have the same target: there is nothing to tell apart.",
    "cut_by_l1": (
        "{regularization} has brought so many weights to 0 ({n_zero} of {n_weights}) that no way leads from "
        "the features to the output any more."
    ),
    "rate_zero": "The learning rate is 0: nothing changes.",
    "rate_too_large": (
        "The learning rate of {rate} is too large: the loss jumps by {percent} % from epoch to epoch and "
        "does not fall."
    ),
    "rate_too_small": (
        "The learning rate of {rate} is too small: at this pace it takes about {epochs} epochs."
    ),
    "overshot": (
        "The learning rate of {rate} is too large: steps have driven the output to where it is flat. The "
        "loss was {best} at epoch {epoch}."
    ),
    "alike": (
        "All {n_neurons} neurons of layer {layer} are alike: they get the same gradient and stay alike, as "
        "if there were one."
    ),
    "dead": (
        "Dead ReLUs in layer {layer}: {n_dead} of {n_neurons}. A dead one gives 0 for every training point."
    ),
    "dead_only": "The only ReLU of layer {layer} is dead: it gives 0 for every training point.",
    "saturated": (
        "Saturated neurons in layer {layer}: {n_saturated} of {n_neurons}; the slope of {activation} is next "
        "to 0 there."
    ),
    "saturated_only": (
        "The only neuron of layer {layer} is saturated: where it is, the slope of {activation} is next to 0."
    ),
    "output_saturated": (
        "Saturated outputs: {n_saturated} of {n_neurons}; the slope of {activation} is next to 0 there."
    ),
    "output_saturated_only": (
        "The output is saturated: where it is, the slope of {activation} is next to 0."
    ),
    "vanishing": (
        "The gradient of the weights is about {last} long in the last layer and {first} in the first: it "
        "vanishes on its way back."
    ),
}

Value = Union[str, int, float, "Reason"]


@dataclass(frozen=True, init=False)
class Reason:
    """A code of `sentences` with its values, one of which may be another reason; `str()` is the sentence.

    Raises KeyError for a code that has no sentence.
    """

    code: str
    values: Mapping[str, Value]
    sentences: ClassVar[Mapping[str, str]] = SENTENCES

    def __init__(self, code: str, **values: Value) -> None:
        if code not in self.sentences:
            raise KeyError(f"there is no sentence for the reason {code}")
        object.__setattr__(self, "code", code)
        object.__setattr__(self, "values", values)

    def __str__(self) -> str:
        shown = {
            name: f"{value:g}" if isinstance(value, float) else value for name, value in self.values.items()
        }
        return self.sentences[self.code].format(**shown)


class ReasonError(ValueError):
    """A value or a request that is refused for a reason; `field` names the setting at fault, if it is one."""

    def __init__(self, reason: Reason, field: str | None = None) -> None:
        super().__init__(str(reason))
        self.reason, self.field = reason, field


def one_line(error: Exception) -> str:
    """Returns an error of a library as one line, for the values of a reason."""
    return " ".join(str(error).split()) or type(error).__name__
