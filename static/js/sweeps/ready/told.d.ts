/** What the server tells of the ready-made sweeps: server/web/pages/ready_sweeps.py has the other end. */
import type { Order } from '../told.js';

export interface Source {
  authors: string;
  title: string;
  where: string;
  year: number;
}

export interface ReadySweep {
  key: string;
  title: string;
  /** What there is to see. */
  text: string;
  sources: Source[];
  order: Order;
  n_networks: number;
  /** That each learns from, times its outputs: so many numbers are to be learnt. */
  n_points: number;
  /** [x₁, x₂, label], to be shown with the pictures. */
  points?: number[][];
  /** Of a curve: its values without noise, at the columns of a picture. */
  truth?: number[];
}
